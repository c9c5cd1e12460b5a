using System.Buffers;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Embeddings;

namespace TwinBert.IngestPipeline;

/// <summary>
/// Puts the embedding object into a source as raw JSON, and touches nothing else: directly after the last value (<c>{"a":1 }</c> becomes
/// <c>{"a":1,"twinbert":{…} }</c>), or directly after the opening brace of an object without members. A source that has the object already, because the
/// client read it with its embedding and writes it back, gets its value replaced in place. Immutable and thread-safe.
/// </summary>
/// <param name="field">The embedding object.</param>
public sealed class EmbeddingSplice(EmbeddingField field)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(field.Name);
    private readonly byte[] _member = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(field.Name) + ":");

    /// <summary>
    /// Whether a source can take the object: one well-formed JSON object, nothing after it but white space, no member named twice at any depth, and
    /// nothing of the object as dotted keys (<c>"twinbert.model"</c>).
    /// </summary>
    /// <param name="source">The source, in UTF-8.</param>
    public bool Accepts(ReadOnlySpan<byte> source) => TryFind(source, out _);

    /// <summary>Finds where in a source the object goes, for <see cref="Write"/>.</summary>
    /// <param name="source">The source, in UTF-8.</param>
    /// <param name="point">Where the object goes.</param>
    /// <returns>Whether the source can take the object: see <see cref="Accepts"/>.</returns>
    public bool TryFind(ReadOnlySpan<byte> source, out SplicePoint point) => SplicePoint.TryRead(source, _name, out point);

    /// <summary>Writes a source with the object in it.</summary>
    /// <param name="source">The source, in UTF-8.</param>
    /// <param name="point">Where the object goes in this source.</param>
    /// <param name="embeddingObject">The object's value: <see cref="EmbeddingObject"/>.</param>
    /// <param name="output">Receives the new source.</param>
    public void Write(ReadOnlySpan<byte> source, SplicePoint point, ReadOnlySpan<byte> embeddingObject, IBufferWriter<byte> output)
    {
        output.Write(source[..point.Start]);
        WriteMember(point, isFirst: point.IsEmpty, embeddingObject, output);
        output.Write(source[(point.Start + point.Length)..]);
    }

    /// <summary>Writes the object itself, where it goes into a source.</summary>
    /// <param name="point">Where that is.</param>
    /// <param name="isFirst">Whether no member stands before it.</param>
    /// <param name="embeddingObject">The object's value.</param>
    /// <param name="output">Receives it.</param>
    internal void WriteMember(SplicePoint point, bool isFirst, ReadOnlySpan<byte> embeddingObject, IBufferWriter<byte> output)
    {
        if (!point.Replaces)
        {
            output.Write(isFirst ? default : ","u8);
            output.Write(_member);
        }

        output.Write(embeddingObject);
    }

    /// <summary>Writes a source with the object in it.</summary>
    /// <param name="source">The source, in UTF-8.</param>
    /// <param name="embeddingObject">The object's value: <see cref="EmbeddingObject"/>.</param>
    /// <param name="output">Receives the new source; nothing when the answer is <see langword="false"/>.</param>
    /// <returns>Whether the source can take the object: see <see cref="Accepts"/>.</returns>
    public bool TryWrite(ReadOnlySpan<byte> source, ReadOnlySpan<byte> embeddingObject, IBufferWriter<byte> output)
    {
        if (!TryFind(source, out var point))
        {
            return false;
        }

        Write(source, point, embeddingObject, output);
        return true;
    }

    /// <summary>A source with the object in it; the source itself when it cannot take it.</summary>
    /// <param name="source">The source, in UTF-8.</param>
    /// <param name="embeddingObject">The object's value: <see cref="EmbeddingObject"/>.</param>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> source, ReadOnlyMemory<byte> embeddingObject)
    {
        var output = new ArrayBufferWriter<byte>(source.Length + _member.Length + embeddingObject.Length + 1);
        return TryWrite(source.Span, embeddingObject.Span, output) ? output.WrittenMemory : source;
    }
}
