using System.Collections.Frozen;
using TwinBert.Protocol;

namespace TwinBert.Search.Features;

/// <summary>What each parameter of an <c>_msearch</c> URL means for reranking.</summary>
public static class MultiSearchParameters
{
    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "allow_no_indices", "ccs_minimize_roundtrips", "error_trace", "expand_wildcards", "format", "human", "ignore_throttled", "ignore_unavailable",
            "include_named_queries_score", "max_concurrent_searches", "max_concurrent_shard_requests", "pre_filter_shard_size", "pretty",
            "rest_total_hits_as_int", "routing", "search_type", "typed_keys",
        ],
        StringComparer.Ordinal);

    /// <summary>The reason in a URL to leave all of its searches to the engine; <see langword="null"/> where there is none.</summary>
    /// <param name="queryString">The raw query string, with or without its question mark.</param>
    public static RerankReason? FindReason(string queryString) => HarmlessParameters.FindReason(queryString, Harmless);
}
