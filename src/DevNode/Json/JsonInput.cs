using System.Text.Json;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Json;

/// <summary>Reads request bodies as the engines do: comments are taken, duplicate keys are refused.</summary>
internal static class JsonInput
{
    private const int MaxDepth = 256;

    /// <summary>How every JSON text is read.</summary>
    public static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    };

    /// <summary>Parses JSON that the caller keeps alive as long as the document.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    /// <summary>The text of a scalar: a string's content, or a number or a boolean as it was written.</summary>
    public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>A boolean, or one spelled as a string; null if it is neither.</summary>
    public static bool? Boolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when value.GetString() == "true" => true,
        JsonValueKind.String when value.GetString() == "false" => false,
        _ => null,
    };

    private static EngineException Malformed(JsonException e)
    {
        var where = $"[{(e.LineNumber ?? 0) + 1}:{(e.BytePositionInLine ?? 0) + 1}]";
        return e.Message.Contains("duplicate", StringComparison.OrdinalIgnoreCase)
            ? new EngineException(400, "x_content_parse_exception", $"{where} Duplicate field")
            : new EngineException(400, "x_content_parse_exception", $"{where} the JSON is malformed");
    }
}
