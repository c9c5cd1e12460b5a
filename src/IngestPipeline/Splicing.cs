using System.Buffers;

namespace TwinBert.IngestPipeline;

/// <summary>An embedding object that goes into a source, which may take several of other names.</summary>
/// <param name="Splice">The object's name.</param>
/// <param name="Point">Where it goes in this source.</param>
/// <param name="EmbeddingObject">Its value.</param>
public readonly record struct Splicing(EmbeddingSplice Splice, SplicePoint Point, ReadOnlyMemory<byte> EmbeddingObject)
{
    /// <summary>Writes a source with objects in it.</summary>
    /// <param name="source">The source, in UTF-8.</param>
    /// <param name="splicings">The objects, each of another name; those that stand at one place in this order.</param>
    /// <param name="output">Receives the new source.</param>
    public static void Write(ReadOnlySpan<byte> source, IReadOnlyList<Splicing> splicings, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(splicings);
        ArgumentNullException.ThrowIfNull(output);
        var written = 0;
        var hasFirst = false;
        foreach (var (splice, point, embedding) in splicings.OrderBy(splicing => splicing.Point.Start))
        {
            output.Write(source[written..point.Start]);
            splice.WriteMember(point, point.IsEmpty && !hasFirst, embedding.Span, output);
            hasFirst = true;
            written = point.Start + point.Length;
        }

        output.Write(source[written..]);
    }
}
