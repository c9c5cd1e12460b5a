using System.Buffers;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// A stretch of a request's body, whole lines where it is a bulk request, with the documents in it that can be embedded. What is no document is only
/// bytes to pass on. Owned by one stage of the pipeline at a time.
/// </summary>
/// <param name="body">Where the bytes are held; disposed of with this.</param>
internal sealed class WriteBatch(PooledBody body) : IDisposable
{
    private readonly List<WriteItem> _items = [];

    /// <summary>The number of bytes.</summary>
    public int Length => (int)body.Stream.Length;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => body.Bytes;

    /// <summary>The documents, in order.</summary>
    public IReadOnlyList<WriteItem> Items => _items;

    /// <summary>Appends bytes.</summary>
    /// <returns>Where they begin.</returns>
    public int Append(ReadOnlySequence<byte> bytes)
    {
        var start = Length;
        foreach (var piece in bytes)
        {
            body.Stream.Write(piece.Span);
        }

        return start;
    }

    /// <summary>Notes that some of the bytes are a document.</summary>
    public void Add(WriteItem item) => _items.Add(item);

    /// <inheritdoc/>
    public void Dispose() => body.Dispose();
}
