using System.Buffers;
using System.Runtime.InteropServices;
using TwinBert.Search.Json;

namespace TwinBert.Search.Cutting;

/// <summary>Writes a text without some of its stretches.</summary>
internal static class CutWriter
{
    /// <summary>Writes a part of a text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="part">The part to write.</param>
    /// <param name="cuts">What is left out, in the order of the text; those outside the part are passed over.</param>
    /// <param name="output">Receives the rest.</param>
    public static void Write(ReadOnlySpan<byte> json, JsonSpan part, List<JsonSpan> cuts, IBufferWriter<byte> output) =>
        Write(json, part, CollectionsMarshal.AsSpan(cuts), output);

    /// <summary>Writes a part of a text.</summary>
    public static void Write(ReadOnlySpan<byte> json, JsonSpan part, ReadOnlySpan<JsonSpan> cuts, IBufferWriter<byte> output)
    {
        var at = part.Start;
        foreach (var cut in cuts)
        {
            if (cut.Start >= at && cut.End <= part.End)
            {
                output.Write(json[at..cut.Start]);
                at = cut.End;
            }
        }

        output.Write(json[at..part.End]);
    }
}
