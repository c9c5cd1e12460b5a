using System.Buffers;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// A stretch of a request's body, whole lines where it is a bulk request, with the documents in it that can be embedded. What is no document is only
/// bytes to pass on. Owned by one stage of the pipeline at a time.
/// </summary>
/// <param name="capacity">How many bytes to make room for at first.</param>
internal sealed class WriteBatch(int capacity) : IDisposable
{
    private readonly List<WriteItem> _items = [];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    /// <summary>The documents, in order.</summary>
    public IReadOnlyList<WriteItem> Items => _items;

    /// <summary>Appends bytes.</summary>
    /// <returns>Where they begin.</returns>
    public int Append(ReadOnlySequence<byte> bytes)
    {
        var start = Length;
        var length = (int)bytes.Length;
        Reserve(length);
        bytes.CopyTo(_buffer.AsSpan(start));
        Length += length;
        return start;
    }

    /// <summary>Notes that some of the bytes are a document.</summary>
    public void Add(WriteItem item) => _items.Add(item);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - Length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + more));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
