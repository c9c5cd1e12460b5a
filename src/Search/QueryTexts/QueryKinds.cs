using System.Collections.Frozen;

namespace TwinBert.Search.QueryTexts;

/// <summary>The kinds of queries that engines have, so that what a client invents is named nowhere.</summary>
public static class QueryKinds
{
    /// <summary>A query that no engine is known to have.</summary>
    public const string Other = "other";

    /// <summary>No query at all.</summary>
    public const string None = "none";

    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "bool", "boosting", "combined_fields", "constant_score", "dis_max", "distance_feature", "exists", "function_score", "fuzzy",
            "geo_bounding_box", "geo_distance", "geo_grid", "geo_polygon", "geo_shape", "has_child", "has_parent", "ids", "intervals", "match",
            "match_all", "match_bool_prefix", "match_none", "match_phrase", "match_phrase_prefix", "more_like_this", "multi_match", "nested",
            "parent_id", "percolate", "prefix", "query_string", "range", "rank_feature", "regexp", "script", "script_score", "shape",
            "simple_query_string", "span_containing", "span_field_masking", "span_first", "span_multi", "span_near", "span_not", "span_or", "span_term",
            "span_within", "term", "terms", "terms_set", "wildcard", "wrapper",
        ],
        StringComparer.Ordinal);

    /// <summary>The name under which a kind may be counted.</summary>
    /// <param name="kind">The name in a search; <see langword="null"/> for none.</param>
    public static string Name(string? kind) => kind is null ? None : Known.TryGetValue(kind, out var known) ? known : Other;
}
