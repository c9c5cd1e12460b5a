using System.Collections.Frozen;

namespace TwinBert.Search.Features;

/// <summary>What each parameter of a search URL means for reranking.</summary>
internal static class SearchParameters
{
    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "_source", "_source_excludes", "_source_exclude_vectors", "_source_includes", "allow_no_indices", "allow_partial_search_results",
            "analyze_wildcard", "analyzer", "batched_reduce_size", "cancel_after_time_interval", "ccs_minimize_roundtrips", "default_operator", "df",
            "docvalue_fields", "error_trace", "expand_wildcards", "explain", "filter_path", "format", "from", "human", "ignore_throttled",
            "ignore_unavailable", "include_named_queries_score", "lenient", "max_concurrent_shard_requests", "phase_took", "pre_filter_shard_size",
            "preference", "pretty", "q", "request_cache", "rest_total_hits_as_int", "routing", "search_type", "seq_no_primary_term", "size", "sort",
            "stats", "stored_fields", "suggest_field", "suggest_mode", "suggest_size", "suggest_text", "terminate_after", "timeout", "track_scores",
            "track_total_hits", "typed_keys", "version",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, SearchFeature> Features = new Dictionary<string, SearchFeature>
    {
        ["scroll"] = SearchFeature.Scroll,
        ["search_pipeline"] = SearchFeature.SearchPipeline,
        ["source"] = SearchFeature.BodyInUrl,
        ["source_content_type"] = SearchFeature.BodyInUrl,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a parameter is one of asynchronous searches alone.</summary>
    public static bool IsOfAsynchronous(string name) => name is "keep_alive" or "keep_on_completion" or "wait_for_completion_timeout";

    /// <summary>What a parameter means, whatever its value is; <see langword="null"/> where it matters to no form of reranking by itself.</summary>
    public static SearchFeature? FeatureOf(string name) =>
        Harmless.Contains(name) ? null : Features.TryGetValue(name, out var feature) ? feature : SearchFeature.UnknownParameter;
}
