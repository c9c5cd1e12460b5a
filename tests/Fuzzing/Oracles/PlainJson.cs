using System.Text.Json;
using System.Text.Json.Nodes;

namespace TwinBert.Fuzzing.Oracles;

/// <summary>JSON as a library reads it that knows nothing of ours: what our own readers are held against.</summary>
internal static class PlainJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 200, AllowDuplicateProperties = false };

    private static readonly JsonDocumentOptions Lenient = new()
    {
        MaxDepth = 200,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads a text.</summary>
    /// <returns>The value; <see langword="null"/> where the text is no JSON, names a member twice, or is nested deeper than any client nests. A JSON
    /// <c>null</c> counts as none.</returns>
    public static JsonNode? Read(ReadOnlyMemory<byte> text, bool allowComments = false)
    {
        try
        {
            using var document = JsonDocument.Parse(text, allowComments ? Lenient : Strict);
            return Copy(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no UTF-8 or half a surrogate pair.
            return null;
        }
    }

    /// <summary>Whether two values are the same, numbers by their spelling.</summary>
    public static bool AreSame(JsonNode? one, JsonNode? other) => (one?.ToJsonString() ?? "null") == (other?.ToJsonString() ?? "null");

    // Names and strings are decoded now, so that what cannot be decoded fails here and not at the comparison; numbers keep their spelling.
    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    members.Add(member.Name, Copy(member.Value));
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.String:
                return JsonValue.Create(element.GetString());
            default:
                return element.ValueKind == JsonValueKind.Null ? null : JsonNode.Parse(element.GetRawText());
        }
    }
}
