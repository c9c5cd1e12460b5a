using System.Text;
using System.Text.Json;

namespace TwinBert.Evaluation.Beir;

/// <summary>Reads one line of a <c>.jsonl</c> file.</summary>
internal static class JsonLine
{
    public static BeirDocument Document(string path, int number, string line)
    {
        var json = Encoding.UTF8.GetBytes(line);
        using var parsed = Parse(path, number, json);
        return new(Required(parsed, "_id", path, number), Optional(parsed, "title", path, number), Optional(parsed, "text", path, number), json);
    }

    public static (string Id, string Text) Query(string path, int number, string line)
    {
        using var parsed = Parse(path, number, Encoding.UTF8.GetBytes(line));
        return (Required(parsed, "_id", path, number), Required(parsed, "text", path, number));
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
        Optional(json, name, path, number) is { Length: > 0 } value ? value : throw new DatasetException($"{path} line {number}: '{name}' is missing or empty.");

    private static string Optional(JsonDocument json, string name, string path, int number)
    {
        if (!json.RootElement.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new DatasetException($"{path} line {number}: '{name}' is not a string.");
    }
}
