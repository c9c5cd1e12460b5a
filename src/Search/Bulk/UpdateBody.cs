using System.Buffers;
using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.Search.Bulk;

/// <summary>The parts of an update that can become a document's source.</summary>
/// <param name="Doc">Where <c>doc</c> is; empty when there is none.</param>
/// <param name="Upsert">Where <c>upsert</c> is; empty when there is none, or when a script may change it before it is stored.</param>
/// <param name="DocAsUpsert">Whether <c>doc</c> becomes the document where there is none.</param>
public readonly record struct UpdateBody(Range Doc, Range Upsert, bool DocAsUpsert)
{
    private const int MaxDepth = 1000;

    /// <summary>Reads an update.</summary>
    /// <param name="body">The body, or the source line of a bulk request.</param>
    /// <param name="update">Where its parts are.</param>
    /// <returns>Whether it is an object.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out UpdateBody update) =>
        TryReadStandard(body, out update) || TryReadStandard(EngineJson.InPlace(body), out update);

    /// <summary>Writes an update that sets one field.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="value">Its value: JSON on one line.</param>
    public static void Write(IBufferWriter<byte> output, string field, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("{\"doc\":{"u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(field));
        output.Write(":"u8);
        output.Write(value);
        output.Write("}}"u8);
    }

    private static bool TryReadStandard(ReadOnlySpan<byte> body, out UpdateBody update)
    {
        update = default;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadMembers(ref reader, out update) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadMembers(ref Utf8JsonReader reader, out UpdateBody update)
    {
        Range doc = default, upsert = default;
        bool docAsUpsert = false, scriptedUpsert = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("doc"u8))
            {
                doc = ReadObject(ref reader);
            }
            else if (reader.ValueTextEquals("upsert"u8))
            {
                upsert = ReadObject(ref reader);
            }
            else if (reader.ValueTextEquals("doc_as_upsert"u8))
            {
                docAsUpsert = ReadFlag(ref reader);
            }
            else if (reader.ValueTextEquals("scripted_upsert"u8))
            {
                scriptedUpsert = ReadFlag(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        update = new(doc, scriptedUpsert ? default : upsert, docAsUpsert);
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static Range ReadObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        reader.Skip();
        return isObject ? start..(int)reader.BytesConsumed : default;
    }

    private static bool ReadFlag(ref Utf8JsonReader reader)
    {
        reader.Read();
        var isSet = reader.TokenType == JsonTokenType.True || (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("true"u8));
        reader.Skip();
        return isSet;
    }
}
