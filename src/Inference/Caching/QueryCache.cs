using BitFaster.Caching.Lru;
using TwinBert.Model.Encoding;

namespace TwinBert.Inference.Caching;

/// <summary>The embeddings of the last queries: people ask the same again, and pages of one search ask the same. Thread-safe.</summary>
/// <param name="entries">The queries to remember; the cache's three queues take at least one each, so fewer than 3 count as 3.</param>
public sealed class QueryCache(int entries) : IQueryCache
{
    private const int LeastEntries = 3;
    private readonly FastConcurrentLru<string, QueryEmbedding> _embeddings =
        new(concurrencyLevel: Environment.ProcessorCount, Math.Max(entries, LeastEntries), StringComparer.Ordinal);
    private long _hits;
    private long _misses;

    /// <inheritdoc/>
    public (long Hits, long Misses) Lookups => (Interlocked.Read(ref _hits), Interlocked.Read(ref _misses));

    /// <inheritdoc/>
    public QueryEmbedding? Recall(string text) => _embeddings.TryGet(text, out var embedding) ? embedding : null;

    /// <inheritdoc/>
    public void Keep(string text, QueryEmbedding embedding) => _embeddings.AddOrUpdate(text, embedding);

    /// <inheritdoc/>
    public void Count(bool isHit)
    {
        if (isHit)
        {
            Interlocked.Increment(ref _hits);
        }
        else
        {
            Interlocked.Increment(ref _misses);
        }
    }
}
