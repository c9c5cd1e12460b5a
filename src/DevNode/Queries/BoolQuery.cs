using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary><c>bool</c>: the scores of what must and what should match add up.</summary>
internal sealed class BoolQuery : QueryNode
{
    private readonly List<QueryNode> _must = [];
    private readonly List<QueryNode> _should = [];
    private readonly List<QueryNode> _filter = [];
    private readonly List<QueryNode> _mustNot = [];
    private string? _minimumShouldMatch;

    public static QueryNode Read(JsonElement json, QueryReader queries)
    {
        var node = new BoolQuery();
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "must":
                    ReadClauses(node._must, property, queries);
                    break;
                case "should":
                    ReadClauses(node._should, property, queries);
                    break;
                case "filter":
                    ReadClauses(node._filter, property, queries);
                    break;
                case "must_not" or "mustNot":
                    ReadClauses(node._mustNot, property, queries);
                    break;
                case "minimum_should_match":
                    node._minimumShouldMatch = JsonInput.Text(property.Value);
                    break;
                case "boost":
                    node.Boost = QueryJson.Float(property.Value);
                    break;
                default:
                    throw QueryErrors.UnknownParameter("bool", property.Name);
            }
        }

        return node;
    }

    protected override Query Build(QueryContext context)
    {
        if (_must.Count + _should.Count + _filter.Count + _mustNot.Count == 0)
        {
            return new MatchAllDocsQuery();
        }

        var query = new BooleanQuery();
        Add(query, _must.Select(n => n.Compile(context)), Occur.MUST);
        Add(query, _filter.Select(n => n.Compile(context)).Select(Unscored), Occur.MUST);
        Add(query, _should.Select(n => n.Compile(context)), Occur.SHOULD);
        Add(query, _mustNot.Select(n => n.Compile(context)), Occur.MUST_NOT);
        if (_must.Count + _filter.Count + _should.Count == 0)
        {
            query.Add(Unscored(new MatchAllDocsQuery()), Occur.MUST);
        }

        if (_should.Count > 0)
        {
            query.MinimumNumberShouldMatch = _minimumShouldMatch is { } minimum
                ? MinimumShouldMatch.Of(minimum, _should.Count)
                : _must.Count + _filter.Count == 0 ? 1 : 0;
        }

        return query;
    }

    // Lucene 4 has no clause that filters without scoring; one that scores zero does the same.
    private static ConstantScoreQuery Unscored(Query query) => new(query) { Boost = 0 };

    private static void Add(BooleanQuery query, IEnumerable<Query> clauses, Occur occur)
    {
        foreach (var clause in clauses)
        {
            query.Add(clause, occur);
        }
    }

    private static void ReadClauses(List<QueryNode> into, JsonProperty clauses, QueryReader queries)
    {
        switch (clauses.Value.ValueKind)
        {
            case JsonValueKind.Array:
                into.AddRange(clauses.Value.EnumerateArray().Select(queries.Read));
                break;
            case JsonValueKind.Object:
                into.Add(queries.Read(clauses.Value));
                break;
            default:
                throw EngineErrors.XContentParse(
                    $"[bool] {clauses.Name} doesn't support values of type: VALUE_{clauses.Value.ValueKind.ToString().ToUpperInvariant()}");
        }
    }
}
