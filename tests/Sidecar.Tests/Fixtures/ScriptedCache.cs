using System.Collections.Concurrent;
using TwinBert.Model.Encoding;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A query cache that forgets nothing, and whose counts a test may set.</summary>
internal sealed class ScriptedCache : IQueryCache
{
    private readonly ConcurrentDictionary<string, QueryEmbedding> _kept = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public (long Hits, long Misses) Lookups { get; set; }

    /// <summary>The texts that are kept.</summary>
    public IEnumerable<string> Texts => _kept.Keys;

    public QueryEmbedding? Recall(string text) => _kept.TryGetValue(text, out var embedding) ? embedding : null;

    public void Keep(string text, QueryEmbedding embedding) => _kept[text] = embedding;

    public void Count(bool isHit)
    {
        lock (_lock)
        {
            Lookups = (Lookups.Hits + (isHit ? 1 : 0), Lookups.Misses + (isHit ? 0 : 1));
        }
    }
}
