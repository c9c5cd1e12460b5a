using System.Collections.Frozen;
using TwinBert.Protocol;

namespace TwinBert.Search.Features;

/// <summary>What each member of a search body means for reranking.</summary>
internal static class SearchBodyKeys
{
    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "_source", "aggregations", "aggs", "derived", "docvalue_fields", "explain", "fields", "from", "highlight", "include_named_queries_score",
            "indices_boost", "min_score", "post_filter", "profile", "query", "runtime_mappings", "script_fields", "seq_no_primary_term", "size", "sort",
            "stats", "stored_fields", "suggest", "terminate_after", "timeout", "track_scores", "track_total_hits", "version",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, RerankReason> Skipped = new Dictionary<string, RerankReason>
    {
        ["collapse"] = RerankReason.Collapse,
        ["knn"] = RerankReason.Knn,
        ["pit"] = RerankReason.PointInTime,
        ["rank"] = RerankReason.Rank,
        ["rescore"] = RerankReason.Rescore,
        ["retriever"] = RerankReason.Retriever,
        ["scroll"] = RerankReason.Scroll,
        ["search_after"] = RerankReason.SearchAfter,
        ["search_pipeline"] = RerankReason.SearchPipeline,
        ["slice"] = RerankReason.Slice,
        ["sub_searches"] = RerankReason.Rank,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether an empty list as this member's value is the same as no such member.</summary>
    public static bool MayBeEmpty(string key) => key is "rescore";

    /// <summary>The reason for which a member leaves the search to the engine; <see langword="null"/> where there is none.</summary>
    public static RerankReason? ReasonOf(string key) =>
        Harmless.Contains(key) ? null : Skipped.TryGetValue(key, out var reason) ? reason : RerankReason.UnknownKey;
}
