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

    private static readonly FrozenDictionary<string, SearchFeature> Features = new Dictionary<string, SearchFeature>
    {
        ["collapse"] = SearchFeature.Collapse,
        ["knn"] = SearchFeature.Vectors,
        ["pit"] = SearchFeature.PointInTime,
        ["rank"] = SearchFeature.MergedRankings,
        ["rescore"] = SearchFeature.Rescore,
        ["retriever"] = SearchFeature.OtherRetriever,
        ["scroll"] = SearchFeature.Scroll,
        ["search_after"] = SearchFeature.SearchAfter,
        ["search_pipeline"] = SearchFeature.SearchPipeline,
        ["slice"] = SearchFeature.Slice,
        ["sub_searches"] = SearchFeature.MergedRankings,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether an empty list as this member's value is the same as no such member.</summary>
    public static bool MayBeEmpty(string key) => key is "rescore";

    /// <summary>What a member means, whatever its value is; <see langword="null"/> where it matters to no form of reranking by itself.</summary>
    public static SearchFeature? FeatureOf(string key) =>
        Harmless.Contains(key) ? null : Features.TryGetValue(key, out var feature) ? feature : SearchFeature.UnknownKey;
}
