using System.Text.Json;

namespace TwinBert.DevNode.Queries;

/// <summary><c>ids</c>.</summary>
internal static class IdsQuery
{
    public static QueryNode Read(JsonElement json)
    {
        IReadOnlyList<string> values = [];
        var boost = 1f;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "values":
                    values = QueryJson.Strings(property.Value);
                    break;
                case "boost":
                    boost = QueryJson.Float(property.Value);
                    break;
                default:
                    throw QueryErrors.UnknownParameter("ids", property.Name);
            }
        }

        return new TermsNode("_id", values) { Boost = boost };
    }
}
