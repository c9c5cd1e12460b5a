using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary><c>bool</c>: the scores of what must and what should match add up.</summary>
internal sealed class BoolClause : QueryClause
{
    private readonly List<QueryClause> _must = [];
    private readonly List<QueryClause> _should = [];
    private readonly List<QueryClause> _filter = [];
    private readonly List<QueryClause> _mustNot = [];
    private string? _minimumShouldMatch;

    public static QueryClause Read(JsonElement json, QueryReader queries)
    {
        var node = new BoolClause();
        node.Boost = new ClauseReader("bool")
        {
            ["must"] = value => ReadClauses(node._must, "must", value, queries),
            ["should"] = value => ReadClauses(node._should, "should", value, queries),
            ["filter"] = value => ReadClauses(node._filter, "filter", value, queries),
            ["must_not"] = value => ReadClauses(node._mustNot, "must_not", value, queries),
            ["mustNot"] = value => ReadClauses(node._mustNot, "mustNot", value, queries),
            ["minimum_should_match"] = value => node._minimumShouldMatch = JsonInput.Text(value),
        }.Read(json);
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

    private static void ReadClauses(List<QueryClause> into, string name, JsonElement clauses, QueryReader queries)
    {
        switch (clauses.ValueKind)
        {
            case JsonValueKind.Array:
                into.AddRange(clauses.EnumerateArray().Select(queries.Read));
                break;
            case JsonValueKind.Object:
                into.Add(queries.Read(clauses));
                break;
            default:
                throw EngineErrors.XContentParse(
                    $"[bool] {name} doesn't support values of type: VALUE_{clauses.ValueKind.ToString().ToUpperInvariant()}");
        }
    }
}
