using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary><c>match_all</c>.</summary>
internal sealed class MatchAllClause : QueryClause
{
    public static QueryClause Read(JsonElement json) => new MatchAllClause { Boost = new ClauseReader("match_all").Read(json) };

    protected override Query Build(QueryContext context) => new MatchAllDocsQuery();
}

/// <summary><c>match_none</c>.</summary>
internal sealed class MatchNoneClause : QueryClause
{
    public static QueryClause Read(JsonElement json) => new MatchNoneClause { Boost = new ClauseReader("match_none").Read(json) };

    protected override Query Build(QueryContext context) => MatchNone.Query;
}
