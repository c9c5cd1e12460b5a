using TwinBert.Protocol;

namespace TwinBert.Client;

/// <summary>Hints on one request that goes through a <see cref="TwinBertHandler"/>.</summary>
public static class RerankRequestExtensions
{
    private const string Key = "TwinBert.RerankHints";

    /// <summary>Sets the hints of this request, in place of those of the scope and of the handler.</summary>
    /// <param name="request">The request, before it is sent.</param>
    /// <param name="hints">What it asks for; an empty set asks for what is configured.</param>
    /// <returns>The request.</returns>
    public static HttpRequestMessage SetRerankHints(this HttpRequestMessage request, RerankHints hints)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(hints);
#if NET
        request.Options.Set(new(Key), hints);
#else
        request.Properties[Key] = hints;
#endif
        return request;
    }

    /// <summary>The hints that were set on this request; <see langword="null"/> when there are none.</summary>
    /// <param name="request">The request.</param>
    public static RerankHints? GetRerankHints(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
#if NET
        return request.Options.TryGetValue(new HttpRequestOptionsKey<RerankHints>(Key), out var hints) ? hints : null;
#else
        return request.Properties.TryGetValue(Key, out var hints) ? hints as RerankHints : null;
#endif
    }
}
