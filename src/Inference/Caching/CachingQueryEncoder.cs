using BitFaster.Caching.Lru;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;

namespace TwinBert.Inference.Caching;

/// <summary>
/// Remembers the embeddings of the last queries: people ask the same again, and pages of one search ask the same. Concurrent requests for a
/// text that is not there yet may each encode it: that is cheaper than to make one caller wait for another's cancellation. Thread-safe.
/// </summary>
public sealed class CachingQueryEncoder : IQueryEncoder
{
    private const int LeastEntries = 3;
    private readonly IQueryEncoder _inner;
    private readonly FastConcurrentLru<string, QueryEmbedding> _cache;
    private long _hits;
    private long _misses;

    /// <summary>Puts a cache before an encoder.</summary>
    /// <param name="inner">The encoder.</param>
    /// <param name="entries">The queries to remember; the cache's three queues take at least one each, so fewer than 3 count as 3.</param>
    public CachingQueryEncoder(IQueryEncoder inner, int entries)
    {
        _inner = inner;
        _cache = new(concurrencyLevel: Environment.ProcessorCount, Math.Max(entries, LeastEntries), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public ModelFingerprint Fingerprint => _inner.Fingerprint;

    /// <inheritdoc/>
    public int Dimensions => _inner.Dimensions;

    /// <summary>The lookups that found an embedding, since the start.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>The lookups that did not.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>The embedding of a query that is remembered, without any work; <see langword="null"/> for another. A lookup only where it is found: who encodes the query then looks again.</summary>
    /// <param name="text">The query's text.</param>
    public QueryEmbedding? Recall(string text)
    {
        if (!_cache.TryGet(text, out var embedding))
        {
            return null;
        }

        Interlocked.Increment(ref _hits);
        return embedding;
    }

    /// <inheritdoc/>
    public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken) =>
        Recall(text) is { } embedding ? ValueTask.FromResult(embedding) : EncodeAndKeepAsync(text, cancellationToken);

    private async ValueTask<QueryEmbedding> EncodeAndKeepAsync(string text, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _misses);
        var embedding = await _inner.EncodeAsync(text, cancellationToken);
        _cache.AddOrUpdate(text, embedding);
        return embedding;
    }
}
