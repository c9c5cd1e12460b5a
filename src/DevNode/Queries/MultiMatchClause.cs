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
internal sealed class MultiMatchClause : QueryClause
{
    private readonly IReadOnlyList<KeyValuePair<string, float>> _fields;
    private readonly TextMatch _match;
    private readonly float _tieBreaker;

    public MultiMatchClause(IReadOnlyList<KeyValuePair<string, float>> fields, TextMatch match, float tieBreaker)
    {
        // Over "all fields" a text that is no number is simply not in the numeric ones.
        _match = fields.Count == 0 || fields.Any(f => f.Key == "*") ? match with { IsLenient = true } : match;
        _fields = fields;
        _tieBreaker = tieBreaker;
    }

    public static QueryClause Read(JsonElement json)
    {
        string? text = null;
        var type = "best_fields";
        float? tieBreaker = null;
        IReadOnlyList<string> fields = [];
        var options = new TextMatch("");
        var boost = new ClauseReader("multi_match")
        {
            ["query"] = value => text = JsonInput.Text(value),
            ["fields"] = value => fields = QueryJson.Strings(value),
            ["type"] = value => type = JsonInput.Text(value),
            ["tie_breaker"] = value => tieBreaker = QueryJson.Float(value),
            ["slop"] = value => options = options with { Slop = QueryJson.Integer(value) },
            Otherwise = property => options = TextMatchJson.Apply(options, "multi_match", property),
        }.Read(json);

        options = options with { Text = text ?? throw EngineErrors.Parsing("No text specified for multi_match query"), IsPhrase = type == "phrase" };
        var targets = FieldBoosts.Read(fields);
        return type == "cross_fields"
            ? new CrossFieldsClause(targets, options, tieBreaker ?? 0) { Boost = boost }
            : new MultiMatchClause(targets, options, tieBreaker ?? DefaultTieBreaker(type)) { Boost = boost };
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
