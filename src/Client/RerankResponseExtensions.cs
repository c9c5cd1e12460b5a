using TwinBert.Protocol;

namespace TwinBert.Client;

/// <summary>The verdict of one response. Needs no <see cref="TwinBertHandler"/>.</summary>
public static class RerankResponseExtensions
{
    /// <summary>What became of the search; <see langword="null"/> when the response is no search's, or did not come through a sidecar.</summary>
    /// <param name="response">The response, read or not.</param>
    public static RerankVerdict? GetRerankVerdict(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var text = response.Headers.TryGetValues(TwinBertHeaders.Verdict, out var values) ? values.FirstOrDefault() : null;
        return RerankVerdict.TryParse(text, out var verdict) ? verdict : null;
    }
}
