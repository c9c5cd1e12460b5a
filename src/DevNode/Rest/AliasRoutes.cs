using System.IO.Enumeration;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indices;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Rest;

/// <summary>Aliases: show, add, remove.</summary>
internal sealed class AliasRoutes(IndexCatalog catalog)
{
    public IEnumerable<Route> Routes =>
    [
        new("POST", "/_aliases", Change, "timeout", "master_timeout"),
        new("PUT,POST", "/{index}/_alias/{name}", Put, "timeout", "master_timeout"),
        new("DELETE", "/{index}/_alias/{name}", Delete, "timeout", "master_timeout"),
        new("GET", "/_alias", Get, Expressions.Parameters),
        new("GET", "/_alias/{name}", Get, Expressions.Parameters),
        new("GET", "/{index}/_alias", Get, Expressions.Parameters),
        new("GET", "/{index}/_alias/{name}", Get, Expressions.Parameters),
    ];

    /// <summary>Writes the member <c>aliases</c>.</summary>
    public static void WriteAliases(Utf8JsonWriter json, IEnumerable<Alias> aliases)
    {
        json.WriteStartObject("aliases");
        foreach (var alias in aliases)
        {
            json.WriteStartObject(alias.Name);
            if (alias.SearchRouting is { } searchRouting)
            {
                json.WriteString("search_routing", searchRouting);
            }

            if (alias.IsWriteIndex is { } isWriteIndex)
            {
                json.WriteBoolean("is_write_index", isWriteIndex);
            }

            if (alias.IsHidden is { } isHidden)
            {
                json.WriteBoolean("is_hidden", isHidden);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private RestResponse Change(RestRequest request)
    {
        using var body = request.ParseBody();
        var changes = new List<AliasChange>();
        foreach (var action in body.RootElement.GetProperty("actions").EnumerateArray().SelectMany(a => a.EnumerateObject()))
        {
            changes.AddRange(ReadAction(action));
        }

        catalog.ChangeAliases(changes);
        return RestResponse.Acknowledged();
    }

    private IEnumerable<AliasChange> ReadAction(JsonProperty action)
    {
        if (action.Name is not ("add" or "remove"))
        {
            throw EngineErrors.Unsupported($"the alias action [{action.Name}]");
        }

        IReadOnlyList<string> indices = [], aliases = [];
        bool? isWriteIndex = null, isHidden = null, mustExist = null;
        string? searchRouting = null;
        foreach (var property in action.Value.EnumerateObject())
        {
            switch (property.Name)
            {
                case "index" or "indices":
                    indices = QueryJson.Strings(property.Value);
                    break;
                case "alias" or "aliases":
                    aliases = QueryJson.Strings(property.Value);
                    break;
                case "is_write_index":
                    isWriteIndex = JsonInput.Boolean(property.Value);
                    break;
                case "is_hidden":
                    isHidden = JsonInput.Boolean(property.Value);
                    break;
                case "search_routing":
                    searchRouting = JsonInput.Text(property.Value);
                    break;
                case "must_exist":
                    mustExist = JsonInput.Boolean(property.Value);
                    break;
                default:
                    throw EngineErrors.Unsupported($"[{property.Name}] of an alias action");
            }
        }

        var isRemoval = action.Name == "remove";
        return from index in catalog.Resolve(string.Join(',', indices), new ResolveOptions(TakesAliases: false))
               from alias in aliases
               select new AliasChange(
                   new Alias(alias, index.Name, isWriteIndex) { IsHidden = isHidden, SearchRouting = searchRouting },
                   isRemoval,
                   mustExist ?? isRemoval);
    }

    private RestResponse Put(RestRequest request)
    {
        using var body = request.Body.IsEmpty ? null : request.ParseBody();
        var alias = body is null ? new Alias(request.Path["name"], "", null) : CreateIndexBody.ReadAlias(request.Path["name"], body.RootElement);
        var indices = catalog.Resolve(request.Path["index"], new ResolveOptions(TakesAliases: false));
        catalog.ChangeAliases([.. indices.Select(index => new AliasChange(alias with { Index = index.Name }, IsRemoval: false, MustExist: false))]);
        return RestResponse.Acknowledged();
    }

    private RestResponse Delete(RestRequest request)
    {
        var indices = catalog.Resolve(request.Path["index"], new ResolveOptions(TakesAliases: false));
        var names = request.Path["name"].Split(',');
        catalog.ChangeAliases([.. from index in indices
                                  from name in names
                                  select new AliasChange(new Alias(name, index.Name, null), IsRemoval: true, MustExist: true)]);
        return RestResponse.Acknowledged();
    }

    private RestResponse Get(RestRequest request)
    {
        var indices = catalog.Resolve(request.Path.GetValueOrDefault("index"), Expressions.Options(request));
        var patterns = request.Path.GetValueOrDefault("name")?.Split(',');
        var found = indices
            .Select(
                index => (
                    index.Name,
                    Aliases: catalog.AliasesOf(index.Name).Where(
                        a => patterns is null || patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, a.Name, ignoreCase: false))).ToList()))
            .Where(f => patterns is null || f.Aliases.Count > 0)
            .ToList();
        var missing = patterns?.Where(p => !p.Contains('*', StringComparison.Ordinal) && !found.Any(f => f.Aliases.Any(a => a.Name == p))).ToList() ?? [];
        return RestResponse.Object(missing.Count > 0 ? 404 : 200, json =>
        {
            if (missing.Count > 0)
            {
                json.WriteString("error", $"alias{(missing.Count > 1 ? "es" : "")} [{string.Join(',', missing)}] missing");
                json.WriteNumber("status", 404);
            }

            foreach (var (name, aliases) in found)
            {
                json.WriteStartObject(name);
                WriteAliases(json, aliases);
                json.WriteEndObject();
            }
        });
    }
}
