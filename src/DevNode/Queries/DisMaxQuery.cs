using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Queries;

/// <summary><c>dis_max</c>: the best clause's score, and a share of the others'.</summary>
internal sealed class DisMaxQuery(IReadOnlyList<QueryNode> queries, float tieBreaker) : QueryNode
{
    public static QueryNode Read(JsonElement json, QueryReader queries)
    {
        List<QueryNode> clauses = [];
        var tieBreaker = 0f;
        var boost = 1f;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "queries" when property.Value.ValueKind == JsonValueKind.Array:
                    clauses.AddRange(property.Value.EnumerateArray().Select(queries.Read));
                    break;
                case "queries":
                    clauses.Add(queries.Read(property.Value));
                    break;
                case "tie_breaker":
                    tieBreaker = QueryJson.Float(property.Value);
                    break;
                case "boost":
                    boost = QueryJson.Float(property.Value);
                    break;
                default:
                    throw QueryErrors.UnknownParameter("dis_max", property.Name);
            }
        }

        return clauses.Count == 0
            ? throw EngineErrors.Parsing("[dis_max] requires 'queries' field with at least one clause")
            : new DisMaxQuery(clauses, tieBreaker) { Boost = boost };
    }

    protected override Query Build(QueryContext context) => new DisjunctionMaxQuery([.. queries.Select(q => q.Compile(context))], tieBreaker);
}
