using System.Globalization;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary>Reads the shapes that queries share.</summary>
internal static class QueryJson
{
    /// <summary>Reads <c>{"field": …}</c> with nothing beside it but, for some queries, a boost.</summary>
    public static JsonProperty SingleField(string query, JsonElement json)
    {
        QueryErrors.RequireObject(query, json);
        using var properties = json.EnumerateObject();
        if (!properties.MoveNext())
        {
            throw EngineErrors.IllegalArgument("fieldName is null or empty");
        }

        var field = properties.Current;
        return properties.MoveNext()
            ? throw EngineErrors.Parsing($"[{query}] query doesn't support multiple fields, found [{field.Name}] and [{properties.Current.Name}]")
            : field;
    }

    public static float Float(JsonElement value) =>
        float.TryParse(JsonInput.Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw NotANumber(value);

    public static int Integer(JsonElement value) =>
        double.TryParse(JsonInput.Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw NotANumber(value);

    public static bool Boolean(JsonElement value) =>
        JsonInput.Boolean(value)
        ?? throw EngineErrors.IllegalArgument($"Failed to parse value [{JsonInput.Text(value)}] as only [true] or [false] are allowed.");

    public static IReadOnlyList<string> Strings(JsonElement value) => [.. OneOrMore(value).Select(JsonInput.Text)];

    /// <summary>The values of a list, or the one that stands in its place.</summary>
    public static IEnumerable<JsonElement> OneOrMore(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];

    private static EngineException NotANumber(JsonElement value) =>
        new(400, "number_format_exception", $"For input string: \"{JsonInput.Text(value)}\"");
}
