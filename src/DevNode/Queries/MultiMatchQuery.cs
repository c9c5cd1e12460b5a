using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary>
/// <c>multi_match</c> of the types <c>best_fields</c>, <c>most_fields</c> and <c>phrase</c>: one match per field, joined by the best or by the sum. Reads
/// <c>cross_fields</c> too.
/// </summary>
internal sealed class MultiMatchQuery : QueryNode
{
    private readonly IReadOnlyList<KeyValuePair<string, float>> _fields;
    private readonly TextMatch _match;
    private readonly float _tieBreaker;

    public MultiMatchQuery(IReadOnlyList<KeyValuePair<string, float>> fields, TextMatch match, float tieBreaker)
    {
        // Over "all fields" a text that is no number is simply not in the numeric ones.
        _match = fields.Count == 0 || fields.Any(f => f.Key == "*") ? match with { IsLenient = true } : match;
        _fields = fields;
        _tieBreaker = tieBreaker;
    }

    public static QueryNode Read(JsonElement json)
    {
        string? text = null;
        var type = "best_fields";
        float? tieBreaker = null;
        var boost = 1f;
        IReadOnlyList<string> fields = [];
        var options = new TextMatch("");
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "query":
                    text = JsonInput.Text(property.Value);
                    break;
                case "fields":
                    fields = QueryJson.Strings(property.Value);
                    break;
                case "type":
                    type = JsonInput.Text(property.Value);
                    break;
                case "tie_breaker":
                    tieBreaker = QueryJson.Float(property.Value);
                    break;
                case "boost":
                    boost = QueryJson.Float(property.Value);
                    break;
                case "slop":
                    options = options with { Slop = QueryJson.Integer(property.Value) };
                    break;
                default:
                    options = TextMatchJson.Apply(options, "multi_match", property);
                    break;
            }
        }

        options = options with { Text = text ?? throw EngineErrors.Parsing("No text specified for multi_match query"), IsPhrase = type == "phrase" };
        var targets = FieldBoosts.Read(fields);
        return type == "cross_fields"
            ? new CrossFieldsQuery(targets, options, tieBreaker ?? 0) { Boost = boost }
            : new MultiMatchQuery(targets, options, tieBreaker ?? DefaultTieBreaker(type)) { Boost = boost };
    }

    protected override Query Build(QueryContext context)
    {
        var fields = FieldBoosts.Resolve(_fields, context.Mapping);
        if (fields.Count == 0)
        {
            return MatchNone.Query;
        }

        var queries = fields.Select(field => OnField(context, field.Key, field.Value)).ToList();
        return queries.Count == 1 ? queries[0] : new DisjunctionMaxQuery(queries, _tieBreaker);
    }

    private static float DefaultTieBreaker(string type) => type switch
    {
        "best_fields" or "phrase" => 0f,
        "most_fields" => 1f,
        "phrase_prefix" or "bool_prefix" => throw EngineErrors.Unsupported($"the type [{type}] of a [multi_match] query"),
        _ => throw EngineErrors.Parsing($"failed to parse [multi_match] query type [{type}]. unknown type."),
    };

    private Query OnField(QueryContext context, string field, float boost)
    {
        var query = _match.On(context, field);
        query.Boost *= boost;
        return query;
    }
}
