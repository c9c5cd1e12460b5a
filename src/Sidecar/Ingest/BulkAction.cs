using System.Text.Json;

namespace TwinBert.Sidecar.Ingest;

/// <summary>The action line of a bulk request.</summary>
/// <param name="Kind">What its source line is; <see langword="null"/> for a delete, which has none.</param>
/// <param name="Index">The index it names; <see langword="null"/> when it leaves that to the request's path.</param>
/// <param name="Id">The document's identifier; <see langword="null"/> when the engine chooses one.</param>
/// <param name="Routing">The document's routing; <see langword="null"/> for the request's parameter.</param>
/// <param name="RequireAlias">What it says about aliases; <see langword="null"/> when it leaves that to the request's parameter.</param>
internal readonly record struct BulkAction(WriteKind? Kind, string? Index, string? Id, string? Routing, bool? RequireAlias)
{
    /// <summary>Reads an action line. What an engine would refuse may pass here, but nothing passes whose meaning is in doubt.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out BulkAction action)
    {
        action = default;
        var reader = new Utf8JsonReader(line);
        try
        {
            return reader.Read()
                && reader.TokenType == JsonTokenType.StartObject
                && reader.Read()
                && TryReadKind(ref reader, out var kind)
                && reader.Read()
                && reader.TokenType == JsonTokenType.StartObject
                && TryReadMetadata(ref reader, kind, out action)
                && reader.Read()
                && reader.TokenType == JsonTokenType.EndObject
                && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or an escape that stands for no text.
            return false;
        }
    }

    private static bool TryReadKind(ref Utf8JsonReader reader, out WriteKind? kind)
    {
        var isUpdate = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("update"u8);
        var isDelete = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("delete"u8);
        kind = isDelete ? null : isUpdate ? WriteKind.Update : WriteKind.Document;
        return isUpdate
            || isDelete
            || (reader.TokenType == JsonTokenType.PropertyName && (reader.ValueTextEquals("index"u8) || reader.ValueTextEquals("create"u8)));
    }

    private static bool TryReadMetadata(ref Utf8JsonReader reader, WriteKind? kind, out BulkAction action)
    {
        action = new(kind, null, null, null, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("_index"u8))
            {
                action = action with { Index = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("_id"u8))
            {
                action = action with { Id = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("routing"u8))
            {
                action = action with { Routing = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("require_alias"u8))
            {
                action = action with { RequireAlias = ReadText(ref reader) == "true" };
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    // Engines take numbers and booleans where they want text, and the other way round.
    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
        reader.Skip();
        return text;
    }
}
