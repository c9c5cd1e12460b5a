using System.Text.Json;

namespace TwinBert.Sidecar.Ingest;

/// <summary>The action line of a bulk request.</summary>
/// <param name="Kind">What its source line is; <see langword="null"/> for a delete, which has none.</param>
/// <param name="Index">The index it names; <see langword="null"/> when it leaves that to the request's path.</param>
/// <param name="RequireAlias">What it says about aliases; <see langword="null"/> when it leaves that to the request's parameter.</param>
internal readonly record struct BulkAction(WriteKind? Kind, string? Index, bool? RequireAlias)
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
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadKind(ref Utf8JsonReader reader, out WriteKind? kind)
    {
        var isUpdate = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("update"u8);
        var isDelete = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("delete"u8);
        kind = isDelete ? null : isUpdate ? WriteKind.Update : WriteKind.Document;
        return isUpdate || isDelete || (reader.TokenType == JsonTokenType.PropertyName && (reader.ValueTextEquals("index"u8) || reader.ValueTextEquals("create"u8)));
    }

    private static bool TryReadMetadata(ref Utf8JsonReader reader, WriteKind? kind, out BulkAction action)
    {
        string? index = null;
        bool? requireAlias = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIndex = reader.ValueTextEquals("_index"u8);
            var isRequireAlias = reader.ValueTextEquals("require_alias"u8);
            reader.Read();
            index = isIndex && reader.TokenType == JsonTokenType.String ? reader.GetString() : index;
            requireAlias = isRequireAlias ? reader.TokenType == JsonTokenType.True || (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("true"u8)) : requireAlias;
            reader.Skip();
        }

        action = new(kind, index, requireAlias);
        return reader.TokenType == JsonTokenType.EndObject;
    }
}
