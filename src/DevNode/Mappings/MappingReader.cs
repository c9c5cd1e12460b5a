using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary>Reads mappings from JSON and merges them into an index's mapping; what is there keeps its type.</summary>
internal sealed class MappingReader(FieldTypes types)
{
    private const int FieldLimit = 1000;

    /// <summary>The mapping that results from putting this one over an existing one.</summary>
    public IndexMapping Merge(IndexMapping existing, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw EngineErrors.MapperParsing("Failed to parse mapping: the mapping must be an object");
        }

        string? meta = existing.Meta;
        bool dates = existing.DetectsDates, numbers = existing.DetectsNumbers;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "properties" or "dynamic" or "enabled":
                    break;
                case "_meta":
                    meta = property.Value.GetRawText();
                    break;
                case "date_detection":
                    dates = JsonInput.Boolean(property.Value) ?? dates;
                    break;
                case "numeric_detection":
                    numbers = JsonInput.Boolean(property.Value) ?? numbers;
                    break;
                case "_source" when !property.Value.EnumerateObject().Any(p => p.Name != "enabled" || JsonInput.Boolean(p.Value) != true):
                    break;
                default:
                    throw EngineErrors.MapperParsing(
                        $"Failed to parse mapping: Root mapping definition has unsupported parameters:  "
                            + $"[{property.Name} : {property.Value.GetRawText()}]; the embedded node does not support it");
            }
        }

        var merged = new IndexMapping(Merge(existing.Root, json)) { Meta = meta, DetectsDates = dates, DetectsNumbers = numbers };
        CheckLimit(merged);
        return merged;
    }

    /// <summary>Refuses a mapping with more fields than the engines' default limit.</summary>
    public static void CheckLimit(IndexMapping mapping)
    {
        if (mapping.Fields.Count > FieldLimit)
        {
            throw EngineErrors.IllegalArgument($"Limit of total fields [{FieldLimit}] has been exceeded");
        }
    }

    private ObjectMapping Merge(ObjectMapping existing, JsonElement json)
    {
        var merged = existing with
        {
            Dynamic = json.TryGetProperty("dynamic", out var dynamic) ? ReadDynamic(dynamic) : existing.Dynamic,
            IsEnabled = json.TryGetProperty("enabled", out var enabled) ? JsonInput.Boolean(enabled) ?? true : existing.IsEnabled,
        };
        if (!json.TryGetProperty("properties", out var properties))
        {
            return merged;
        }

        foreach (var property in properties.EnumerateObject())
        {
            merged = MergeProperty(merged, property.Name, property.Value);
        }

        return merged;
    }

    private ObjectMapping MergeProperty(ObjectMapping parent, string name, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw EngineErrors.MapperParsing(
                $"Failed to parse mapping: Expected map for property [fields] on field [{parent.PathOf(name)}] but got a {json.ValueKind}");
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0)
        {
            var head = name[..dot];
            var child = parent.Objects.GetValueOrDefault(head) ?? new ObjectMapping(parent.PathOf(head), null, IsEnabled: true);
            return parent with { Objects = parent.Objects.SetItem(head, MergeProperty(child, name[(dot + 1)..], json)) };
        }

        var type = json.TryGetProperty("type", out var named) ? JsonInput.Text(named) : "object";
        var path = parent.PathOf(name);
        if (type == "object")
        {
            if (parent.Fields.TryGetValue(name, out var leaf))
            {
                throw EngineErrors.IllegalArgument($"can't merge a non object mapping [{path}] with an object mapping; it is of type [{leaf.Type}]");
            }

            RefuseOthers(path, json);
            var child = parent.Objects.GetValueOrDefault(name) ?? new ObjectMapping(path, null, IsEnabled: true);
            return parent with { Objects = parent.Objects.SetItem(name, Merge(child, json)) };
        }

        if (parent.Objects.ContainsKey(name))
        {
            throw EngineErrors.IllegalArgument($"can't merge a non object mapping [{path}] with an object mapping");
        }

        var field = types.Create(path, json);
        return parent with { Fields = parent.Fields.SetItem(name, parent.Fields.TryGetValue(name, out var old) ? FieldMerge.Merge(old, field) : field) };
    }

    private static void RefuseOthers(string path, JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name is not ("type" or "dynamic" or "enabled" or "properties"))
            {
                throw EngineErrors.MapperParsing(
                    $"Failed to parse mapping: unknown parameter [{property.Name}] on mapper [{path}] of type [object]; the embedded node does not support it");
            }
        }
    }

    private static DynamicMode ReadDynamic(JsonElement value) => JsonInput.Text(value) switch
    {
        "true" => DynamicMode.True,
        "false" => DynamicMode.False,
        "strict" => DynamicMode.Strict,
        var other => throw EngineErrors.MapperParsing($"Failed to parse mapping: the embedded node does not support [dynamic] [{other}]"),
    };
}
