using System.Text;
using System.Text.Json;

namespace TwinBert.Evaluation.Beir;

/// <summary>Reads one line of a <c>.jsonl</c> file.</summary>
public static class JsonLine
{
    internal static BeirDocument Document(string path, int number, string line)
    {
        var json = Encoding.UTF8.GetBytes(line);
        using var parsed = Parse(path, number, json);
        return new(Required(parsed, "_id", path, number), Optional(parsed, "title", path, number), Optional(parsed, "text", path, number), json);
    }

    internal static (string Id, string Text) Query(string path, int number, string line)
    {
        using var parsed = Parse(path, number, line);
        return (Required(parsed, "_id", path, number), Required(parsed, "text", path, number));
    }

    /// <summary>Reads a line that is to be a JSON object; the caller disposes of it.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="number">The line's number, for errors.</param>
    /// <param name="line">The line.</param>
    /// <exception cref="DatasetException">It is none.</exception>
    public static JsonDocument Parse(string path, int number, string line) => Parse(path, number, Encoding.UTF8.GetBytes(line));

    /// <summary>A member of a line's object that is a string.</summary>
    /// <param name="json">The line.</param>
    /// <param name="name">The member.</param>
    /// <param name="path">The file, for errors.</param>
    /// <param name="number">The line's number, for errors.</param>
    /// <returns>The string; empty where the member is absent or null.</returns>
    /// <exception cref="DatasetException">The member is no string, or one that stands for no text.</exception>
    public static string Optional(JsonDocument json, string name, string path, int number)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (!json.RootElement.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        try
        {
            return value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw new DatasetException($"{path} line {number}: '{name}' is not a string.");
        }
        catch (InvalidOperationException)
        {
            throw new DatasetException($"{path} line {number}: '{name}' has an escape that stands for no character, such as half of a surrogate pair.");
        }
    }

    private static JsonDocument Parse(string path, int number, byte[] json)
    {
        try
        {
            var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
            {
                return parsed;
            }

            parsed.Dispose();
        }
        catch (JsonException e)
        {
            throw new DatasetException($"{path} line {number}: not valid JSON: {e.Message}");
        }

        throw new DatasetException($"{path} line {number}: expected a JSON object.");
    }

    private static string Required(JsonDocument json, string name, string path, int number) =>
        Optional(json, name, path, number) is { Length: > 0 } value
            ? value
            : throw new DatasetException($"{path} line {number}: '{name}' is missing or empty.");
}
