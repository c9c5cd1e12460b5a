using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Json;

namespace TwinBert.Search.Dialects;

/// <summary>OpenSearch: <c>knn_vector</c> has no doc value of its own, so a script reads it, and the bytes come in base64.</summary>
internal sealed class OpenSearchDialect(Version version) : SearchDialect(EngineFamily.OpenSearch, version)
{
    /// <summary>
    /// One constant source for every field and index, so that the engine compiles it once; documents and indices without the field give null.
    /// The value must be copied: the engine reads the vectors of a segment into one and the same array, and writes the answer when it has read them all,
    /// so that without a copy the hits of a segment would all come with the vector that was read last.
    /// </summary>
    private const string Source =
        "if (!doc.containsKey(params.field) || doc[params.field].size() == 0) { return null; } "
        + "byte[] v = doc[params.field].value; byte[] copy = new byte[v.length]; for (int i = 0; i < v.length; i++) { copy[i] = v[i]; } return copy;";

    internal override ReadOnlyMemory<byte> VectorScript(EmbeddingField field)
    {
        var path = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(field.VectorPath);
        return Encoding.UTF8.GetBytes("{\"script\":{\"lang\":\"painless\",\"source\":\"" + Source + "\",\"params\":{\"field\":\"" + path + "\"}}}");
    }

    internal override bool TryReadVector(ref JsonCursor cursor, Span<sbyte> vector)
    {
        if (!cursor.TryEnter((byte)'[') || !cursor.NextElement() || cursor.Peek() != '"')
        {
            return false;
        }

        var quoted = cursor.SkipValue();
        return !cursor.IsMalformed
            && TryDecode(cursor.Json.Slice(quoted.Start + 1, quoted.Length - 2), MemoryMarshal.AsBytes(vector))
            && !cursor.NextElement()
            && !cursor.IsMalformed;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        // Doc values of type binary come without padding, script values with it: take both.
        text = text.TrimEnd((byte)'=');
        var whole = text.Length & ~3;
        if (Base64.DecodeFromUtf8(text[..whole], bytes, out _, out var written) != OperationStatus.Done)
        {
            return false;
        }

        if (whole == text.Length)
        {
            return written == bytes.Length;
        }

        Span<byte> last = stackalloc byte[4];
        last.Fill((byte)'=');
        text[whole..].CopyTo(last);
        return Base64.DecodeFromUtf8(last, bytes[written..], out _, out var rest) == OperationStatus.Done && written + rest == bytes.Length;
    }
}
