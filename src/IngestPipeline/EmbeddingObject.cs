using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;

namespace TwinBert.IngestPipeline;

/// <summary>
/// The value of the embedding field, as raw JSON: <c>{"embedding":[1,-2,…],"model":"…","text_hash":"…"}</c>, or with the vector as a text.
/// </summary>
public static class EmbeddingObject
{
    /// <summary>The value that takes an embedding away: engines treat it as no value at all, so the document counts as not yet embedded.</summary>
    public static ReadOnlyMemory<byte> Removed { get; } = "null"u8.ToArray();

    /// <summary>Writes the object for one document.</summary>
    /// <param name="spelling">How its vector is spelled.</param>
    /// <param name="embedding">The document's embedding.</param>
    /// <param name="model">The model that made it.</param>
    /// <param name="textHash">The <see cref="TextHash"/> of the text it was made from.</param>
    /// <returns>One JSON object without white space, in UTF-8.</returns>
    public static byte[] Write(VectorSpelling spelling, DocumentEmbedding embedding, ModelFingerprint model, string textHash)
    {
        // "-127," is five bytes: the longest that a component can be.
        var output = new ArrayBufferWriter<byte>(64 + (embedding.Dimensions * 5));
        output.Write("{\"embedding\":"u8);
        switch (spelling)
        {
            case VectorSpelling.Base64:
                WriteBase64(output, embedding.Values.Span);
                break;
            case VectorSpelling.Hexadecimal:
                output.Write("\""u8);
                WriteHexadecimal(output, Convert.ToHexStringLower(MemoryMarshal.AsBytes(embedding.Values.Span)));
                output.Write("\""u8);
                break;
            default:
                WriteComponents(output, embedding.Values.Span);
                break;
        }

        output.Write(",\"model\":\""u8);
        WriteHexadecimal(output, model.Value);
        output.Write("\",\"text_hash\":\""u8);
        WriteHexadecimal(output, textHash);
        output.Write("\"}"u8);
        return output.WrittenSpan.ToArray();
    }

    private static void WriteBase64(ArrayBufferWriter<byte> output, ReadOnlySpan<sbyte> values)
    {
        output.Write("\""u8);
        Base64.EncodeToUtf8(MemoryMarshal.AsBytes(values), output.GetSpan(Base64.GetMaxEncodedToUtf8Length(values.Length)), out _, out var written);
        output.Advance(written);
        output.Write("\""u8);
    }

    private static void WriteComponents(ArrayBufferWriter<byte> output, ReadOnlySpan<sbyte> values)
    {
        output.Write("["u8);
        for (var i = 0; i < values.Length; i++)
        {
            var room = output.GetSpan(5);
            var comma = i == 0 ? 0 : 1;
            room[0] = (byte)',';
            Utf8Formatter.TryFormat(values[i], room[comma..], out var digits);
            output.Advance(comma + digits);
        }

        output.Write("]"u8);
    }

    // Fingerprints and hashes are hexadecimal digits, too, by contract: nothing in them needs escaping.
    private static void WriteHexadecimal(ArrayBufferWriter<byte> output, string digits) =>
        output.Advance(System.Text.Encoding.ASCII.GetBytes(digits, output.GetSpan(digits.Length)));
}
