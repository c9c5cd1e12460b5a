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

    private readonly Dictionary<string, Func<JsonElement, QueryNode>> _readers;
    private int _depth;

    public QueryReader() => _readers = new Dictionary<string, Func<JsonElement, QueryNode>>
    {
        ["match"] = MatchQuery.Read,
        ["match_phrase"] = MatchPhraseQuery.Read,
        ["multi_match"] = MultiMatchQuery.Read,
        ["match_all"] = MatchAllQuery.Read,
        ["match_none"] = MatchNoneQuery.Read,
        ["bool"] = json => BoolQuery.Read(json, this),
        ["constant_score"] = json => ConstantScoreNode.Read(json, this),
        ["dis_max"] = json => DisMaxQuery.Read(json, this),
        ["term"] = TermNode.Read,
        ["terms"] = TermsNode.Read,
        ["range"] = RangeNode.Read,
        ["exists"] = ExistsQuery.Read,
        ["ids"] = IdsQuery.Read,
        ["prefix"] = PrefixNode.Read,
        ["query_string"] = QueryStringNode.Read,
    };

    /// <summary>Reads one query clause.</summary>
    public QueryNode Read(JsonElement json)
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

    private QueryNode Nested(Func<JsonElement, QueryNode> read, JsonProperty clause)
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
