using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Queries;

/// <summary><c>constant_score</c>.</summary>
internal sealed class ConstantScoreNode(QueryNode filter) : QueryNode
{
    public static QueryNode Read(JsonElement json, QueryReader queries)
    {
        QueryNode? filter = null;
        var boost = 1f;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "filter":
                    filter = queries.Read(property.Value);
                    break;
                case "boost":
                    boost = QueryJson.Float(property.Value);
                    break;
                default:
                    throw QueryErrors.UnknownParameter("constant_score", property.Name);
            }
        }

        return new ConstantScoreNode(filter ?? throw EngineErrors.Parsing("[constant_score] requires a 'filter' element")) { Boost = boost };
    }

    protected override Query Build(QueryContext context) => new ConstantScoreQuery(filter.Compile(context));
}
