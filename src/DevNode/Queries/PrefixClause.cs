using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary><c>prefix</c>.</summary>
internal sealed class PrefixClause(string field, string prefix, bool ignoreCase) : QueryClause
{
    public static QueryClause Read(JsonElement json)
    {
        var field = QueryJson.SingleField("prefix", json);
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return new PrefixClause(field.Name, JsonInput.Text(field.Value), ignoreCase: false);
        }

        string? prefix = null;
        var ignoreCase = false;
        var boost = new ClauseReader("prefix")
        {
            ["value"] = value => prefix = JsonInput.Text(value),
            ["case_insensitive"] = value => ignoreCase = QueryJson.Boolean(value),
            ["rewrite"] = _ => throw EngineErrors.Unsupported("[rewrite] in a [prefix] query"),
        }.Read(field.Value);
        return new PrefixClause(field.Name, prefix ?? throw EngineErrors.IllegalArgument("value cannot be null"), ignoreCase) { Boost = boost };
    }

    protected override Query Build(QueryContext context)
    {
        if (context.Mapping.Find(field) is not { } mapped)
        {
            return MatchNone.Query;
        }

        TextMatch.RequireIndexed(mapped);
        return mapped.PrefixQuery(prefix, ignoreCase);
    }
}
