using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Indices;

/// <summary>The body of an index creation.</summary>
internal sealed record CreateIndexBody(IReadOnlyDictionary<string, string?> Settings, JsonElement? Mappings, IReadOnlyList<Alias> Aliases)
{
    public static readonly CreateIndexBody Empty = new(new Dictionary<string, string?>(), null, []);

    public static CreateIndexBody Read(JsonElement json)
    {
        var settings = new Dictionary<string, string?>();
        JsonElement? mappings = null;
        IReadOnlyList<Alias> aliases = [];
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "settings":
                    settings = IndexSettings.Flatten(property.Value);
                    break;
                case "mappings":
                    mappings = property.Value.Clone();
                    break;
                case "aliases":
                    aliases = [.. property.Value.EnumerateObject().Select(a => ReadAlias(a.Name, a.Value))];
                    break;
                default:
                    throw new EngineException(400, "parse_exception", $"unknown key [{property.Name}] for create index");
            }
        }

        return new(settings, mappings, aliases);
    }

    /// <summary>An alias without its index.</summary>
    public static Alias ReadAlias(string name, JsonElement json)
    {
        bool? isWriteIndex = null;
        foreach (var property in json.EnumerateObject())
        {
            isWriteIndex = property.Name switch
            {
                "is_write_index" => JsonInput.Boolean(property.Value),
                _ => throw EngineErrors.Unsupported($"[{property.Name}] of an alias"),
            };
        }

        return new(name, "", isWriteIndex);
    }
}
