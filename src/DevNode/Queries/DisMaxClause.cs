using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Queries;

/// <summary><c>dis_max</c>: the best clause's score, and a share of the others'.</summary>
internal sealed class DisMaxClause(IReadOnlyList<QueryClause> queries, float tieBreaker) : QueryClause
{
    public static QueryClause Read(JsonElement json, QueryReader queries)
    {
        List<QueryClause> clauses = [];
        var tieBreaker = 0f;
        var boost = new ClauseReader("dis_max")
        {
            ["queries"] = value => clauses.AddRange(QueryJson.OneOrMore(value).Select(queries.Read)),
            ["tie_breaker"] = value => tieBreaker = QueryJson.Float(value),
        }.Read(json);
        return clauses.Count == 0
            ? throw EngineErrors.Parsing("[dis_max] requires 'queries' field with at least one clause")
            : new DisMaxClause(clauses, tieBreaker) { Boost = boost };
    }

    protected override Query Build(QueryContext context) => new DisjunctionMaxQuery([.. queries.Select(q => q.Compile(context))], tieBreaker);
}
