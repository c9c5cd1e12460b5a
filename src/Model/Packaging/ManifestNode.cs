using System.Globalization;
using System.Text.Json;

namespace TwinBert.Model.Packaging;

/// <summary>
/// An object of a manifest being read: each wrong value is noted with its path and replaced by a default, so that all that is wrong is reported at once.
/// </summary>
internal sealed class ManifestNode(JsonElement element, string path, List<string> errors)
{
    private readonly HashSet<string> _known = [];

    public ManifestNode Object(string name) =>
        new(Find(name, JsonValueKind.Object, "an object"), PathOf(name), errors);

    private IEnumerable<string> Names => element.ValueKind == JsonValueKind.Object ? [.. element.EnumerateObject().Select(property => property.Name)] : [];

    /// <summary>Whether there is such a value; for what need not be there.</summary>
    public bool Has(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    public string Text(string name) =>
        Find(name, JsonValueKind.String, "a text") is { ValueKind: JsonValueKind.String } text ? NotEmpty(name, text.GetString()!) : "";

    public int Integer(string name, int least, int most)
    {
        var value = Find(name, JsonValueKind.Number, "a number");
        return value.ValueKind != JsonValueKind.Number ? least
            : value.TryGetInt32(out var number) && number >= least && number <= most ? number
            : Wrong(name, string.Create(CultureInfo.InvariantCulture, $"is not a whole number from {least} to {most}"), least);
    }

    public float Number(string name, float least, float most)
    {
        var value = Find(name, JsonValueKind.Number, "a number");
        return value.ValueKind != JsonValueKind.Number ? least
            : value.TryGetSingle(out var number) && number >= least && number <= most ? number
            : Wrong(name, string.Create(CultureInfo.InvariantCulture, $"is not between {least} and {most}"), least);
    }

    public T Choice<T>(string name)
        where T : struct, Enum
    {
        var text = Text(name);
        var names = Array.ConvertAll(Enum.GetNames<T>(), candidate => candidate.ToLowerInvariant());
        var index = Array.IndexOf(names, text);
        return index >= 0 ? Enum.GetValues<T>()[index]
            : text.Length == 0 ? default
            : Wrong<T>(name, $"is '{text}', not one of: {string.Join(", ", names)}", default);
    }

    public string Choice(string name, params ReadOnlySpan<string> choices)
    {
        var text = Text(name);
        return text.Length == 0 || choices.Contains(text) ? text : Wrong(name, $"is '{text}', not one of: {string.Join(", ", choices)}", text);
    }

    /// <summary>The name of a file beside the manifest.</summary>
    public string File(string name)
    {
        var text = Text(name);
        return text == Path.GetFileName(text) && text is not ("." or "..") ? text : Wrong(name, $"is '{text}', not the name of a file in the package", "");
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var list = Find(name, JsonValueKind.Array, "a list of texts");
        return list.ValueKind != JsonValueKind.Array ? []
            : list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : Wrong<IReadOnlyList<string>>(name, "is not a list of texts", []);
    }

    public IReadOnlyDictionary<string, double> Numbers(string name)
    {
        var numbers = new Dictionary<string, double>();
        var map = Find(name, JsonValueKind.Object, "an object of numbers");
        foreach (var property in map.ValueKind == JsonValueKind.Object ? map.EnumerateObject() : default)
        {
            numbers[property.Name] = property.Value.ValueKind == JsonValueKind.Number
                ? property.Value.GetDouble()
                : Wrong($"{name}.{property.Name}", "is not a number", 0.0);
        }

        return numbers;
    }

    /// <summary>Numbers by name, each within a range.</summary>
    public IReadOnlyDictionary<string, float> Numbers(string name, float least, float most)
    {
        var node = Object(name);
        return node.Names.ToDictionary(member => member, member => node.Number(member, least, most));
    }

    /// <summary>Notes names that nothing has asked for: a misspelt name must not pass for a missing one.</summary>
    public void RefuseOthers()
    {
        foreach (var property in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
        {
            if (!_known.Contains(property.Name))
            {
                Wrong(property.Name, "is not known", 0);
            }
        }
    }

    private JsonElement Find(string name, JsonValueKind kind, string expected)
    {
        _known.Add(name);
        if (element.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        if (!element.TryGetProperty(name, out var value))
        {
            return Wrong<JsonElement>(name, "is missing", default);
        }

        return value.ValueKind == kind ? value : Wrong<JsonElement>(name, $"is not {expected}", default);
    }

    private string NotEmpty(string name, string text) => text.Length > 0 ? text : Wrong(name, "is empty", text);

    private T Wrong<T>(string name, string problem, T replacement)
    {
        errors.Add($"{ModelManifest.FileName}: {PathOf(name)} {problem}");
        return replacement;
    }

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
