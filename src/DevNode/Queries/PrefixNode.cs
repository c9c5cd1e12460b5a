using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary><c>prefix</c>.</summary>
internal sealed class PrefixNode(string field, string prefix, bool ignoreCase) : QueryNode
{
    public static QueryNode Read(JsonElement json)
    {
        var field = QueryJson.SingleField("prefix", json);
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return new PrefixNode(field.Name, JsonInput.Text(field.Value), ignoreCase: false);
        }

        string? value = null;
        var ignoreCase = false;
        var boost = 1f;
        foreach (var property in field.Value.EnumerateObject())
        {
            switch (property.Name)
            {
                case "value":
                    value = JsonInput.Text(property.Value);
                    break;
                case "case_insensitive":
                    ignoreCase = QueryJson.Boolean(property.Value);
                    break;
                case "boost":
                    boost = QueryJson.Float(property.Value);
                    break;
                case "rewrite":
                    throw EngineErrors.Unsupported("[rewrite] in a [prefix] query");
                default:
                    throw QueryErrors.UnknownParameter("prefix", property.Name);
            }
        }

        return new PrefixNode(field.Name, value ?? throw EngineErrors.IllegalArgument("value cannot be null"), ignoreCase) { Boost = boost };
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
