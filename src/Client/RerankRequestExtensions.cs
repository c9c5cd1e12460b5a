using TwinBert.Protocol;

namespace TwinBert.Client;

/// <summary>Hints on one request that goes through a <see cref="TwinBertHandler"/>.</summary>
public static class RerankRequestExtensions
{
    private static readonly HttpRequestOptionsKey<RerankHints> Key = new("TwinBert.RerankHints");

    /// <summary>Sets the hints of this request, in place of those of the scope and of the handler.</summary>
    /// <param name="request">The request, before it is sent.</param>
    /// <param name="hints">What it asks for; an empty set asks for what is configured.</param>
    /// <returns>The request.</returns>
    public static HttpRequestMessage SetRerankHints(this HttpRequestMessage request, RerankHints hints)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(hints);
        request.Options.Set(Key, hints);
        return request;
    }

    /// <summary>The hints that were set on this request; <see langword="null"/> when there are none.</summary>
    /// <param name="request">The request.</param>
    public static RerankHints? GetRerankHints(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Options.TryGetValue(Key, out var hints) ? hints : null;
    }
}
