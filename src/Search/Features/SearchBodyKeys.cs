using System.Collections.Frozen;

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

    private static readonly FrozenDictionary<string, string> Skipped = new Dictionary<string, string>
    {
        ["collapse"] = SkipReason.Collapse,
        ["knn"] = SkipReason.Knn,
        ["pit"] = SkipReason.PointInTime,
        ["rank"] = SkipReason.Rank,
        ["rescore"] = SkipReason.Rescore,
        ["retriever"] = SkipReason.Retriever,
        ["scroll"] = SkipReason.Scroll,
        ["search_after"] = SkipReason.SearchAfter,
        ["search_pipeline"] = SkipReason.SearchPipeline,
        ["slice"] = SkipReason.Slice,
        ["sub_searches"] = SkipReason.Rank,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether an empty list as this member's value is the same as no such member.</summary>
    public static bool MayBeEmpty(string key) => key is "rescore";

    /// <summary>The reason for which a member leaves the search to the engine; <see langword="null"/> where there is none.</summary>
    public static string? ReasonOf(string key) =>
        Harmless.Contains(key) ? null : Skipped.TryGetValue(key, out var reason) ? reason : SkipReason.UnknownKey;
}
