using Elastic.Transport;
using TwinBert.Protocol;

namespace TwinBert.Client.Elasticsearch;

/// <summary>The verdict of one response of a client whose settings had <see cref="TwinBertSettingsExtensions.UseTwinBert"/>.</summary>
public static class TwinBertResponseExtensions
{
    /// <summary>What became of the search; <see langword="null"/> when the response is no search's, or did not come through a sidecar.</summary>
    /// <param name="response">Any response of the client: <c>SearchResponse&lt;T&gt;</c>, <c>StringResponse</c>, …</param>
    public static RerankVerdict? GetRerankVerdict(this TransportResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.ApiCallDetails?.GetRerankVerdict();
    }

    /// <summary>The same, from the details of a call, as an <c>OnRequestCompleted</c> handler sees them.</summary>
    /// <param name="call">The call's details.</param>
    public static RerankVerdict? GetRerankVerdict(this ApiCallDetails call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return RerankVerdict.TryParse(Header(call), out var verdict) ? verdict : null;
    }

    // The details keep a header under the name by which it was asked for or, when all are kept, under the one on the wire, and compare with regard to case.
    private static string? Header(ApiCallDetails call) =>
        call.TryGetHeader(TwinBertHeaders.Verdict, out var values) || call.TryGetHeader(TwinBertHeaders.Verdict.ToLowerInvariant(), out values)
            ? values.FirstOrDefault()
            : null;
}
