using System.Diagnostics.Metrics;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// How often the query cache had the embedding that was asked for. Observed when somebody looks, so that a search pays nothing for it. Thread-safe.
/// </summary>
internal sealed class QueryCacheMetrics
{
    /// <summary>The counter's tag: <c>hit</c> or <c>miss</c>.</summary>
    public const string ResultTag = "twinbert.query_cache.result";

    private readonly IQueryCache? _cache;

    public QueryCacheMetrics(IMeterFactory meters, SidecarModel model)
    {
        _cache = model.QueryCache;
        if (_cache is not null)
        {
            meters
                .Create(RerankMetrics.MeterName)
                .CreateObservableCounter("twinbert.query_cache.lookups", Observe, "{lookup}", "Lookups of queries' embeddings in the cache.");
        }
    }

    /// <summary>The lookups so far; <see langword="null"/> where there is no cache.</summary>
    public (long Hits, long Misses)? Lookups => _cache?.Lookups;

    private IEnumerable<Measurement<long>> Observe() => Lookups is var (hits, misses)
        ? [new(hits, KeyValuePair.Create<string, object?>(ResultTag, "hit")), new(misses, KeyValuePair.Create<string, object?>(ResultTag, "miss"))]
        : [];
}
