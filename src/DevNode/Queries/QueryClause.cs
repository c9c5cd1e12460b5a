using Lucene.Net.Search;

namespace TwinBert.DevNode.Queries;

/// <summary>A query as the client wrote it, read once and compiled for each index it runs on. Immutable after reading.</summary>
internal abstract class QueryClause
{
    /// <summary>What scores are multiplied with.</summary>
    public float Boost { get; set; } = 1;

    /// <summary>Lucene's query for an index. Throws what the engine reports as a failed shard.</summary>
    public Query Compile(QueryContext context)
    {
        var query = Build(context);
        query.Boost *= Boost;
        return query;
    }

    /// <summary>Builds a query that nobody else holds.</summary>
    protected abstract Query Build(QueryContext context);
}
