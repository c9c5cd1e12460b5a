using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary><c>match_all</c>.</summary>
internal sealed class MatchAllQuery : QueryNode
{
    public static QueryNode Read(JsonElement json) => new MatchAllQuery { Boost = OnlyBoost("match_all", json) };

    /// <summary>Reads a body that may hold nothing but a boost.</summary>
    public static float OnlyBoost(string query, JsonElement json)
    {
        var boost = 1f;
        foreach (var property in json.EnumerateObject())
        {
            boost = property.Name == "boost" ? QueryJson.Float(property.Value) : throw QueryErrors.UnknownParameter(query, property.Name);
        }

        return boost;
    }

    protected override Query Build(QueryContext context) => new MatchAllDocsQuery();
}

/// <summary><c>match_none</c>.</summary>
internal sealed class MatchNoneQuery : QueryNode
{
    public static QueryNode Read(JsonElement json) => new MatchNoneQuery { Boost = MatchAllQuery.OnlyBoost("match_none", json) };

    protected override Query Build(QueryContext context) => MatchNone.Query;
}
