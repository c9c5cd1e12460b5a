using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using TwinBert.Search.Json;

namespace TwinBert.Search.Dialects;

/// <summary>OpenSearch: a vector is a doc value of type <c>binary</c>, base64 in the array of a field's values.</summary>
internal sealed class OpenSearchDialect(Version version) : SearchDialect(EngineFamily.OpenSearch, version)
{
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
        // OpenSearch 2 prints doc values without padding, the source has it: take both.
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
