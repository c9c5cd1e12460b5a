using System.Collections.Frozen;
using TwinBert.Protocol;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Features;

/// <summary>What each parameter of a search URL means for reranking.</summary>
internal static class SearchParameters
{
    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "_source", "_source_excludes", "_source_exclude_vectors", "_source_includes", "allow_no_indices", "allow_partial_search_results",
            "analyze_wildcard", "analyzer", "batched_reduce_size", "cancel_after_time_interval", "ccs_minimize_roundtrips", "default_operator", "df",
            "docvalue_fields", "error_trace", "expand_wildcards", "explain", "from", "human", "ignore_throttled", "ignore_unavailable",
            "include_named_queries_score", "lenient", "max_concurrent_shard_requests", "phase_took", "pre_filter_shard_size", "preference", "pretty",
            "q", "request_cache", "rest_total_hits_as_int", "routing", "search_type", "seq_no_primary_term", "size", "sort", "stats", "stored_fields",
            "suggest_field", "suggest_mode", "suggest_size", "suggest_text", "terminate_after", "timeout", "track_scores", "track_total_hits",
            "typed_keys", "version",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, RerankReason> Skipped = new Dictionary<string, RerankReason>
    {
        ["scroll"] = RerankReason.Scroll,
        ["search_pipeline"] = RerankReason.SearchPipeline,
        ["source"] = RerankReason.SourceParameter,
        ["source_content_type"] = RerankReason.SourceParameter,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The first reason in a URL to leave the search to the engine; <see langword="null"/> where there is none.</summary>
    public static RerankReason? FindReason(SearchUrl url)
    {
        foreach (var name in url.Names)
        {
            if (Skipped.TryGetValue(name, out var reason))
            {
                return reason;
            }

            if (!Harmless.Contains(name) && name is not ("filter_path" or "format"))
            {
                return RerankReason.UnknownParameter;
            }
        }

        return url["format"] is { Value: not "json" } ? RerankReason.Format
            : url["sort"] is { Value: not ("" or "_score" or "_score:desc") } ? RerankReason.Sort
            : null;
    }
}
