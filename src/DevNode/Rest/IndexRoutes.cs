using System.Globalization;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;

namespace TwinBert.DevNode.Rest;

/// <summary>Indices themselves: create, delete, look at, refresh.</summary>
internal sealed class IndexRoutes(IndexCatalog catalog)
{
    public IEnumerable<Route> Routes =>
    [
        new("PUT", "/{index}", Create, "timeout", "master_timeout", "wait_for_active_shards"),
        new("DELETE", "/{index}", Delete, "timeout", "master_timeout", "ignore_unavailable", "allow_no_indices", "expand_wildcards"),
        new("GET", "/{index}", Get, [.. Expressions.Parameters, "local", "flat_settings", "include_defaults", "master_timeout", "features"]),
        new(
            "GET,PUT",
            "/{index}/_settings",
            Settings,
            [.. Expressions.Parameters, "flat_settings", "include_defaults", "master_timeout", "timeout", "local", "preserve_existing"]),
        new("GET", "/_settings", Settings, [.. Expressions.Parameters, "flat_settings", "include_defaults", "master_timeout", "local"]),
        new("GET,POST", "/{index}/_refresh", Refresh, Expressions.Parameters),
        new("GET,POST", "/_refresh", Refresh, Expressions.Parameters),
        new("GET,POST", "/{index}/_flush", Refresh, [.. Expressions.Parameters, "force", "wait_if_ongoing"]),
        new("GET,POST", "/_flush", Refresh, [.. Expressions.Parameters, "force", "wait_if_ongoing"]),
        new(
            "POST",
            "/{index}/_forcemerge",
            ForceMerge,
            [.. Expressions.Parameters, "max_num_segments", "flush", "only_expunge_deletes", "wait_for_completion"]),
        new("POST", "/_forcemerge", ForceMerge, [.. Expressions.Parameters, "max_num_segments", "flush", "only_expunge_deletes", "wait_for_completion"]),
        new("POST", "/{index}/_cache/clear", ClearCache, Expressions.Parameters),
    ];

    /// <summary>Writes what an index is made of: aliases, mappings, settings.</summary>
    public static void WriteSettings(Utf8JsonWriter json, EmbeddedIndex index, bool isFlat)
    {
        var values = new SortedDictionary<string, string>(index.Settings.Values.ToDictionary(), StringComparer.Ordinal)
        {
            ["index.creation_date"] = index.CreatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["index.provided_name"] = index.Name,
            ["index.uuid"] = index.Uuid,
            ["index.version.created"] = "8536000",
        };
        json.WriteStartObject("settings");
        if (isFlat)
        {
            foreach (var (name, value) in values)
            {
                json.WriteString(name, value);
            }
        }
        else
        {
            NestedSettings.Write(json, values);
        }

        json.WriteEndObject();
    }

    private RestResponse Create(RestRequest request)
    {
        using var body = request.Body.IsEmpty ? null : request.ParseBody();
        var name = request.Path["index"];
        catalog.Create(name, body is null ? CreateIndexBody.Empty : CreateIndexBody.Read(body.RootElement));
        return RestResponse.Object(200, json =>
        {
            json.WriteBoolean("acknowledged", true);
            json.WriteBoolean("shards_acknowledged", true);
            json.WriteString("index", name);
        });
    }

    private RestResponse Delete(RestRequest request)
    {
        var expression = request.Path["index"];
        if (expression.Split(',').Any(IndexExpression.IsWildcard))
        {
            throw EngineErrors.IllegalArgument("Wildcard expressions or all indices are not allowed");
        }

        catalog.Delete(catalog.Resolve(expression, new ResolveOptions(request.Flag("ignore_unavailable"), TakesAliases: false)));
        return RestResponse.Acknowledged();
    }

    private RestResponse Get(RestRequest request)
    {
        var indices = catalog.Resolve(request.Path["index"], Expressions.Options(request));
        if (request.Method == "HEAD")
        {
            return RestResponse.Empty(indices.Count > 0 || IndexExpression.IsWildcard(request.Path["index"]) ? 200 : 404);
        }

        return RestResponse.Object(200, json =>
        {
            foreach (var index in indices)
            {
                json.WriteStartObject(index.Name);
                AliasRoutes.WriteAliases(json, catalog.AliasesOf(index.Name));
                json.WritePropertyName("mappings");
                index.Mapping.Write(json);
                WriteSettings(json, index, request.Flag("flat_settings"));
                json.WriteEndObject();
            }
        });
    }

    private RestResponse Settings(RestRequest request)
    {
        var indices = catalog.Resolve(request.Path.GetValueOrDefault("index"), Expressions.Options(request));
        if (request.Method == "PUT")
        {
            using var body = request.ParseBody();
            var root = body.RootElement.TryGetProperty("settings", out var inner) ? inner : body.RootElement;
            var changes = IndexSettings.Flatten(root);
            foreach (var index in indices)
            {
                index.PutSettings(changes);
            }

            return RestResponse.Acknowledged();
        }

        return RestResponse.Object(200, json =>
        {
            foreach (var index in indices)
            {
                json.WriteStartObject(index.Name);
                WriteSettings(json, index, request.Flag("flat_settings"));
                json.WriteEndObject();
            }
        });
    }

    private RestResponse Refresh(RestRequest request) => Each(request, index => index.Refresh());

    private RestResponse ForceMerge(RestRequest request) => Each(request, index => index.Merge());

    private RestResponse ClearCache(RestRequest request) => Each(request, _ => { });

    private RestResponse Each(RestRequest request, Action<EmbeddedIndex> act)
    {
        var indices = catalog.Resolve(request.Path.GetValueOrDefault("index"), Expressions.Options(request));
        foreach (var index in indices)
        {
            act(index);
        }

        return RestResponse.Object(200, json => Shards.Write(json, indices.Count));
    }
}
