using System.Collections.Frozen;
using System.Text.Json;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Queries;

/// <summary>Reads the query language. A query or parameter that is not known is refused by name.</summary>
internal sealed class QueryReader
{
    private const int MaxDepth = 30;

    private static readonly FrozenSet<string> Lacking = new[]
    {
        "fuzzy", "regexp", "wildcard", "nested", "has_child", "has_parent", "parent_id", "script", "script_score", "function_score", "boosting", "knn",
        "more_like_this", "percolate", "pinned", "rank_feature", "distance_feature", "geo_bounding_box", "geo_distance", "geo_polygon", "geo_shape", "shape",
        "span_term", "span_near", "span_or", "span_not", "span_first", "span_multi", "span_containing", "span_within", "intervals", "match_bool_prefix",
        "match_phrase_prefix", "combined_fields", "terms_set", "wrapper", "semantic", "sparse_vector", "text_expansion", "rule", "type", "simple_query_string",
        "weighted_tokens", "neural", "hybrid",
    }.ToFrozenSet();

    private readonly Dictionary<string, Func<JsonElement, QueryClause>> _readers;
    private int _depth;

    public QueryReader() => _readers = new Dictionary<string, Func<JsonElement, QueryClause>>
    {
        ["match"] = MatchClause.Read,
        ["match_phrase"] = MatchClause.ReadPhrase,
        ["multi_match"] = MultiMatchClause.Read,
        ["match_all"] = MatchAllClause.Read,
        ["match_none"] = MatchNoneClause.Read,
        ["bool"] = json => BoolClause.Read(json, this),
        ["constant_score"] = json => ConstantScoreClause.Read(json, this),
        ["dis_max"] = json => DisMaxClause.Read(json, this),
        ["term"] = TermClause.Read,
        ["terms"] = TermsClause.Read,
        ["range"] = RangeClause.Read,
        ["exists"] = ExistsClause.Read,
        ["ids"] = TermsClause.ReadIds,
        ["prefix"] = PrefixClause.Read,
        ["query_string"] = QueryStringClause.Read,
    };

    /// <summary>Reads one query clause.</summary>
    public QueryClause Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw EngineErrors.Parsing("[_na] query malformed, must start with start_object");
        }

        using var properties = json.EnumerateObject();
        if (!properties.MoveNext())
        {
            throw EngineErrors.IllegalArgument("query malformed, empty clause found");
        }

        var clause = properties.Current;
        if (properties.MoveNext())
        {
            throw EngineErrors.Parsing($"[{clause.Name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]");
        }

        if (!_readers.TryGetValue(clause.Name, out var read))
        {
            throw Lacking.Contains(clause.Name) ? EngineErrors.Unsupported($"the query [{clause.Name}]") : QueryErrors.UnknownQuery(clause.Name);
        }

        return Nested(read, clause);
    }

    private QueryClause Nested(Func<JsonElement, QueryClause> read, JsonProperty clause)
    {
        if (++_depth > MaxDepth)
        {
            throw EngineErrors.IllegalArgument(
                $"The nested depth of the query exceeds the maximum nested depth for queries set in [indices.query.bool.max_nested_depth] [{MaxDepth}]");
        }

        QueryErrors.RequireObject(clause.Name, clause.Value);
        var node = read(clause.Value);
        _depth--;
        return node;
    }
}
