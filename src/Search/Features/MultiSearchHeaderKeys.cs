using System.Collections.Frozen;
using TwinBert.Protocol;

namespace TwinBert.Search.Features;

/// <summary>What each member of the header line of an <c>_msearch</c> means for reranking.</summary>
internal static class MultiSearchHeaderKeys
{
    /// <summary>
    /// What chooses the shards and how they are searched, in both spellings where the engines know two; nothing of it changes the form of an answer.
    /// </summary>
    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "allow_no_indices", "allowNoIndices", "allow_partial_search_results", "cancel_after_time_interval", "cancelAfterTimeInterval",
            "ccs_minimize_roundtrips",
            "ccsMinimizeRoundtrips", "expand_wildcards", "expandWildcards", "ignore_throttled", "ignoreThrottled", "ignore_unavailable", "ignoreUnavailable",
            "index", "indices", "preference", "request_cache", "requestCache", "routing", "search_type", "searchType",
        ],
        StringComparer.Ordinal);

    /// <summary>The reason for which a member leaves the search to the engine; <see langword="null"/> where there is none.</summary>
    public static RerankReason? ReasonOf(string key) => Harmless.Contains(key) ? null : RerankReason.UnknownParameter;
}
