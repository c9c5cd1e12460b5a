using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TwinBert.DevNode.Json;

/// <summary>Where a value stands in the text that it was read from, as the engines say it in errors.</summary>
internal static class JsonLocation
{
    /// <summary><c>[line:column]</c>, from 1; the start where the value is not part of the text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="value">A value of a document parsed from that very memory.</param>
    public static string Of(ReadOnlySpan<byte> text, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        var offset = (int)Math.Clamp(Unsafe.ByteOffset(in MemoryMarshal.GetReference(text), in MemoryMarshal.GetReference(raw)), -1, int.MaxValue);
        if (offset < 0 || offset >= text.Length)
        {
            return "[1:1]";
        }

        var before = text[..offset];
        return $"[{before.Count((byte)'\n') + 1}:{offset - before.LastIndexOf((byte)'\n')}]";
    }
}
