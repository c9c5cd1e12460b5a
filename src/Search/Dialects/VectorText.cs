using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using TwinBert.Search.Json;

namespace TwinBert.Search.Dialects;

/// <summary>A vector as a text: base64 of its bytes, with padding or without, or, on Elasticsearch, two hexadecimal digits for each.</summary>
internal static class VectorText
{
    /// <summary>Reads the only element of an array that was entered.</summary>
    /// <param name="cursor">Stands before the element, and behind the array afterwards where there is such a vector.</param>
    /// <param name="vector">Receives the components, as many as there is room for.</param>
    /// <param name="hasDigits">Whether the text may be of hexadecimal digits. That tells the two apart from vectors of five components on.</param>
    public static bool TryReadOnly(ref JsonCursor cursor, Span<sbyte> vector, bool hasDigits)
    {
        var quoted = cursor.SkipValue();
        return !cursor.IsMalformed
            && TryDecode(cursor.Json.Slice(quoted.Start + 1, quoted.Length - 2), MemoryMarshal.AsBytes(vector), hasDigits)
            && !cursor.NextElement()
            && !cursor.IsMalformed;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes, bool hasDigits) =>
        (hasDigits && text.Length == 2 * bytes.Length && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done)
        || TryDecodeBase64(text.TrimEnd((byte)'='), bytes);

    // OpenSearch 2 prints doc values without padding, sources have it: take both.
    private static bool TryDecodeBase64(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
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
