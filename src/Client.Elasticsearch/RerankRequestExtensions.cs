using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using TwinBert.Protocol;
using Request = Elastic.Clients.Elasticsearch.Requests.Request;

namespace TwinBert.Client.Elasticsearch;

/// <summary>
/// Hints on one request. They count as a whole, in place of those of the <see cref="RerankScope"/> in force and of the settings, and leave everything else of
/// the request's configuration (timeouts, headers, authentication) as it was.
/// </summary>
public static class RerankRequestExtensions
{
    /// <summary>Describes the hints of this search.</summary>
    /// <typeparam name="TDocument">The documents' type.</typeparam>
    /// <param name="search">The search that is being described.</param>
    /// <param name="describe">Sets the hints.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    public static SearchRequestDescriptor<TDocument> Rerank<TDocument>(
        this SearchRequestDescriptor<TDocument> search,
        Action<RerankHintsDescriptor> describe) =>
        search.Rerank(Described(describe));

    /// <summary>Sets the hints of this search.</summary>
    /// <typeparam name="TDocument">The documents' type.</typeparam>
    /// <param name="search">The search that is being described.</param>
    /// <param name="hints">What it asks for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    public static SearchRequestDescriptor<TDocument> Rerank<TDocument>(this SearchRequestDescriptor<TDocument> search, RerankHints hints)
    {
        ((SearchRequest)search).Rerank(hints);
        return search;
    }

    /// <summary>Describes the hints of this search.</summary>
    /// <param name="search">The search that is being described.</param>
    /// <param name="describe">Sets the hints.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    public static SearchRequestDescriptor Rerank(this SearchRequestDescriptor search, Action<RerankHintsDescriptor> describe) =>
        search.Rerank(Described(describe));

    /// <summary>Sets the hints of this search.</summary>
    /// <param name="search">The search that is being described.</param>
    /// <param name="hints">What it asks for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    public static SearchRequestDescriptor Rerank(this SearchRequestDescriptor search, RerankHints hints)
    {
        ((SearchRequest)search).Rerank(hints);
        return search;
    }

    /// <summary>Sets the hints of a request object.</summary>
    /// <typeparam name="TRequest">The request's type: <c>SearchRequest</c>, <c>SearchRequest&lt;T&gt;</c>, …</typeparam>
    /// <param name="request">The request, before it is sent. It is changed.</param>
    /// <param name="hints">What it asks for.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    public static TRequest Rerank<TRequest>(this TRequest request, RerankHints hints)
        where TRequest : Request
    {
        ArgumentNullException.ThrowIfNull(request);
        request.RequestConfiguration = request.RequestConfiguration.Rerank(hints);
        return request;
    }

    /// <summary>A copy of a request's configuration with these hints: for calls of the transport itself.</summary>
    /// <param name="configuration">The configuration; <see langword="null"/> for an empty one.</param>
    /// <param name="hints">What the request asks for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    public static IRequestConfiguration Rerank(this IRequestConfiguration? configuration, RerankHints hints)
    {
        ArgumentNullException.ThrowIfNull(hints);
        return (configuration is null ? new RequestConfiguration() : new RequestConfiguration(configuration)) with
        {
            Headers = HintHeaders.Replace(configuration?.Headers, hints),
        };
    }

    private static RerankHints Described(Action<RerankHintsDescriptor> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        var descriptor = new RerankHintsDescriptor();
        describe(descriptor);
        return descriptor.Hints;
    }
}
