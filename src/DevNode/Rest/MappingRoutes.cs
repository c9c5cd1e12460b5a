using System.IO.Enumeration;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indices;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Rest;

/// <summary>Mappings: show, extend, show single fields.</summary>
internal sealed class MappingRoutes(IndexCatalog catalog)
{
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/_mapping", Get, [.. Expressions.Parameters, "local", "master_timeout"]),
        new("GET", "/{index}/_mapping", Get, [.. Expressions.Parameters, "local", "master_timeout"]),
        new("GET", "/{index}/_mappings", Get, [.. Expressions.Parameters, "local", "master_timeout"]),
        new("PUT,POST", "/{index}/_mapping", Put, [.. Expressions.Parameters, "timeout", "master_timeout", "write_index_only"]),
        new("PUT,POST", "/{index}/_mappings", Put, [.. Expressions.Parameters, "timeout", "master_timeout", "write_index_only"]),
        new("GET", "/{index}/_mapping/field/{fields}", GetFields, [.. Expressions.Parameters, "include_defaults", "local"]),
        new("GET", "/_mapping/field/{fields}", GetFields, [.. Expressions.Parameters, "include_defaults", "local"]),
    ];

    private RestResponse Get(RestRequest request)
    {
        var indices = catalog.Resolve(request.Path.GetValueOrDefault("index"), Expressions.Options(request));
        return RestResponse.Object(200, json =>
        {
            foreach (var index in indices)
            {
                json.WriteStartObject(index.Name);
                json.WritePropertyName("mappings");
                index.Mapping.Write(json);
                json.WriteEndObject();
            }
        });
    }

    private RestResponse Put(RestRequest request)
    {
        using var body = request.ParseBody();
        foreach (var index in catalog.Resolve(request.Path["index"], Expressions.Options(request)))
        {
            index.PutMapping(body.RootElement);
        }

        return RestResponse.Acknowledged();
    }

    private RestResponse GetFields(RestRequest request)
    {
        var indices = catalog.Resolve(request.Path.GetValueOrDefault("index"), Expressions.Options(request));
        var patterns = request.Path["fields"].Split(',');
        return RestResponse.Object(200, json =>
        {
            foreach (var index in indices)
            {
                json.WriteStartObject(index.Name);
                json.WriteStartObject("mappings");
                foreach (var field in index.Mapping.Fields.Values.Where(
                    f => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, f.Path, ignoreCase: false))))
                {
                    json.WriteStartObject(field.Path);
                    json.WriteString("full_name", field.Path);
                    json.WriteStartObject("mapping");
                    json.WriteStartObject(field.Path.Split('.')[^1]);
                    ObjectMapping.WriteField(json, field);
                    json.WriteEndObject();
                    json.WriteEndObject();
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }
        });
    }
}
