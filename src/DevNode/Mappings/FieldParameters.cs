using System.Globalization;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Mappings;

/// <summary>The parameters of one field in a mapping: read one by one with their defaults, the ones that say something kept for showing the mapping.</summary>
internal sealed class FieldParameters(string path, string type, JsonElement json, BuiltInAnalyzers analyzers)
{
    private readonly HashSet<string> _read = ["type", "fields", "properties"];
    private readonly List<KeyValuePair<string, string>> _kept = [];

    public string Path { get; } = path;

    public string Type { get; } = type;

    public BuiltInAnalyzers Analyzers { get; } = analyzers;

    /// <summary>The parameters that differ from their defaults, as raw JSON.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Kept => _kept;

    public bool Boolean(string name, bool defaultValue)
    {
        if (!TryGet(name, out var value))
        {
            return defaultValue;
        }

        var parsed = JsonInput.Boolean(value) ?? throw Bad(name, value);
        Keep(name, parsed ? "true" : "false", parsed == defaultValue);
        return parsed;
    }

    public int? Integer(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (!int.TryParse(JsonInput.Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
        {
            throw Bad(name, value);
        }

        Keep(name, parsed.ToString(CultureInfo.InvariantCulture), isDefault: false);
        return parsed;
    }

    public string? Text(string name, string? defaultValue = null)
    {
        if (!TryGet(name, out var value))
        {
            return defaultValue;
        }

        var text = JsonInput.Text(value);
        Keep(name, JsonSerializer.Serialize(text), text == defaultValue);
        return text;
    }

    /// <summary>A parameter that is a name or a list of names.</summary>
    public IReadOnlyList<string> Names(string name)
    {
        if (!TryGet(name, out var value))
        {
            return [];
        }

        string[] names = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(JsonInput.Text)] : [JsonInput.Text(value)];
        Keep(name, JsonSerializer.Serialize(names), isDefault: false);
        return names;
    }

    /// <summary>A parameter that is shown again and has no effect on what the node does.</summary>
    public void Inert(string name)
    {
        if (TryGet(name, out var value))
        {
            Keep(name, value.GetRawText(), isDefault: false);
        }
    }

    /// <summary>The raw JSON of a parameter, or null.</summary>
    public JsonElement? Raw(string name)
    {
        if (!TryGet(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        Keep(name, value.GetRawText(), isDefault: false);
        return value.Clone();
    }

    /// <summary>Refuses the parameters that the field has not asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!_read.Contains(property.Name))
            {
                throw EngineErrors.MapperParsing(
                    $"Failed to parse mapping: unknown parameter [{property.Name}] on mapper [{Path}] of type [{Type}]; the embedded node does not support it");
            }
        }
    }

    private bool TryGet(string name, out JsonElement value)
    {
        _read.Add(name);
        return json.TryGetProperty(name, out value);
    }

    private void Keep(string name, string raw, bool isDefault)
    {
        if (!isDefault)
        {
            _kept.Add(new(name, raw));
        }
    }

    private EngineException Bad(string name, JsonElement value) =>
        EngineErrors.MapperParsing(
            $"Failed to parse mapping: the parameter [{name}] of the field [{Path}] of type [{Type}] cannot be [{JsonInput.Text(value)}]");
}
