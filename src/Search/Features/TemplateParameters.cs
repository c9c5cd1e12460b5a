using System.Collections.Frozen;
using TwinBert.Protocol;

namespace TwinBert.Search.Features;

/// <summary>
/// What each parameter of a <c>_search/template</c> URL means for reranking. Those that say what is searched are the engine's to understand: it passes over
/// most of them.
/// </summary>
public static class TemplateParameters
{
    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "allow_no_indices", "ccs_minimize_roundtrips", "error_trace", "expand_wildcards", "format", "human", "ignore_throttled", "ignore_unavailable",
            "preference", "pretty", "rest_total_hits_as_int", "routing", "search_type", "typed_keys",
        ],
        StringComparer.Ordinal);

    /// <summary>The reason in a URL to leave the search to the engine; <see langword="null"/> where there is none.</summary>
    /// <param name="queryString">The raw query string, with or without its question mark.</param>
    public static RerankReason? FindReason(string queryString) => HarmlessParameters.FindReason(queryString, Harmless);
}
