using System.IO.Compression;
using Microsoft.IO;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Bodies;

/// <summary>Reads bodies into pooled memory, never more than allowed, of one or of all together. Thread-safe.</summary>
internal sealed class BodyBuffers(LimitOptions limits)
{
    private const int ChunkBytes = 16 << 10;
    private readonly RecyclableMemoryStreamManager _memory = new(new RecyclableMemoryStreamManager.Options
    {
        MaximumSmallPoolFreeBytes = 64L << 20,
        MaximumLargePoolFreeBytes = 256L << 20,
    });

    private long _elsewhere;

    /// <summary>The memory of all bodies that are held, in bytes.</summary>
    public long Used => _memory.SmallPoolInUseSize + _memory.LargePoolInUseSize + Interlocked.Read(ref _elsewhere);

    /// <summary>Whether as much is held as may be: nothing more is to be read.</summary>
    public bool IsFull => Used >= limits.MaxBufferedBytes;

    /// <summary>Room for a body that is being written.</summary>
    public PooledBody Rent() => new(_memory.GetStream());

    /// <summary>Counts memory that is held elsewhere, in a pipe, with what is held here.</summary>
    public HeldBytes Hold() => new(this);

    internal void CountElsewhere(long more) => Interlocked.Add(ref _elsewhere, more);

    /// <summary>Reads a stream to its end, or one byte past the limit, or until the buffers are full.</summary>
    /// <param name="source">Where to read.</param>
    /// <param name="limit">The most bytes that are wanted, at least 0.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What was read, and how it ended: <see cref="BodyEnd.Whole"/>, <see cref="BodyEnd.TooLarge"/> or <see cref="BodyEnd.NoRoom"/>.</returns>
    public async Task<PooledBody> ReadAsync(Stream source, int limit, CancellationToken cancellationToken)
    {
        var body = Rent();
        try
        {
            while (!body.IsWhole && body.Stream.Length <= limit && !IsFull)
            {
                var room = body.Stream.GetMemory(ChunkBytes);
                var read = await source.ReadAsync(room, cancellationToken);
                body.Stream.Advance(read);
                body.End = read == 0 ? BodyEnd.Whole : BodyEnd.Unread;
            }

            body.End = body.IsWhole ? BodyEnd.Whole : body.Stream.Length > limit ? BodyEnd.TooLarge : BodyEnd.NoRoom;
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Decompresses a body.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="encoding">Its content coding; <c>gzip</c> alone is known.</param>
    /// <param name="limit">The most bytes that are wanted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The decompressed body where it ended <see cref="BodyEnd.Whole"/>; without bytes where it ended otherwise.</returns>
    public async Task<PooledBody> DecodeAsync(PooledBody body, string encoding, int limit, CancellationToken cancellationToken)
    {
        if (!ContentCoding.IsGzip(encoding))
        {
            return Nothing(BodyEnd.OtherCoding);
        }

        try
        {
            body.Stream.Position = 0;
            await using var gzip = new GZipStream(body.Stream, CompressionMode.Decompress, leaveOpen: true);
            var decoded = await ReadAsync(gzip, limit, cancellationToken);
            if (decoded.IsWhole)
            {
                return decoded;
            }

            decoded.Dispose();
            return Nothing(decoded.End);
        }
        catch (InvalidDataException)
        {
            return Nothing(BodyEnd.Broken);
        }
    }

    /// <summary>Compresses a body as gzip.</summary>
    /// <param name="body">The plain body.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<PooledBody> EncodeAsync(PooledBody body, CancellationToken cancellationToken)
    {
        var encoded = Rent();
        await using (var gzip = new GZipStream(encoded.Stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(body.Bytes, cancellationToken);
        }

        return encoded;
    }

    private PooledBody Nothing(BodyEnd end)
    {
        var body = Rent();
        body.End = end;
        return body;
    }
}

/// <summary>Bytes of a body that are held outside the buffers, counted with them. Disposed of, it holds none. Not thread-safe.</summary>
/// <param name="buffers">Where they are counted.</param>
internal sealed class HeldBytes(BodyBuffers buffers) : IDisposable
{
    private long _bytes;

    /// <summary>Says how many are held now.</summary>
    public void Set(long bytes)
    {
        buffers.CountElsewhere(bytes - _bytes);
        _bytes = bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => Set(0);
}
