using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Queries;

/// <summary><c>constant_score</c>.</summary>
internal sealed class ConstantScoreClause(QueryClause filter) : QueryClause
{
    public static QueryClause Read(JsonElement json, QueryReader queries)
    {
        QueryClause? filter = null;
        var boost = new ClauseReader("constant_score") { ["filter"] = value => filter = queries.Read(value) }.Read(json);
        return new ConstantScoreClause(filter ?? throw EngineErrors.Parsing("[constant_score] requires a 'filter' element")) { Boost = boost };
    }

    protected override Query Build(QueryContext context) => new ConstantScoreQuery(filter.Compile(context));
}
