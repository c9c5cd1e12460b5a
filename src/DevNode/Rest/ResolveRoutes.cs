using System.Text.Json;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indices;

namespace TwinBert.DevNode.Rest;

/// <summary><c>_resolve/index</c>: what an expression stands for.</summary>
internal sealed class ResolveRoutes(IndexCatalog catalog)
{
    public IEnumerable<Route> Routes => [new("GET", "/_resolve/index/{index}", Resolve, Expressions.Parameters)];

    private RestResponse Resolve(RestRequest request)
    {
        var expression = request.Path["index"];
        var aliases = catalog.ResolveAliases(expression);
        var named = aliases.Select(a => a.Name).ToHashSet();
        var rest = string.Join(',', expression.Split(',').Where(part => !named.Contains(part)));
        var indices = rest.Length == 0 ? [] : catalog.Resolve(rest, Expressions.Options(request) with { TakesAliases = false });
        return RestResponse.Object(200, json =>
        {
            json.WriteStartArray("indices");
            foreach (var index in indices)
            {
                json.WriteStartObject();
                json.WriteString("name", index.Name);
                if (catalog.AliasesOf(index.Name) is { Count: > 0 } own)
                {
                    WriteNames(json, "aliases", own.Select(a => a.Name));
                }

                WriteNames(json, "attributes", ["open"]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("aliases");
            foreach (var (name, targets) in aliases)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                WriteNames(json, "indices", targets);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteNames(json, "data_streams", []);
        });
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
