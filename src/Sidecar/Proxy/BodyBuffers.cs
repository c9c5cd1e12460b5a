using System.IO.Compression;
using Microsoft.IO;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Proxy;

/// <summary>Reads bodies into pooled memory, never more than allowed, of one or of all together. Thread-safe.</summary>
internal sealed class BodyBuffers(LimitOptions limits)
{
    private const int ChunkBytes = 16 << 10;
    private readonly RecyclableMemoryStreamManager _memory = new(new RecyclableMemoryStreamManager.Options
    {
        MaximumSmallPoolFreeBytes = 64L << 20,
        MaximumLargePoolFreeBytes = 256L << 20,
    });

    /// <summary>The memory of all bodies that are held, in bytes.</summary>
    public long Used => _memory.SmallPoolInUseSize + _memory.LargePoolInUseSize;

    /// <summary>Whether as much is held as may be: nothing more is to be read.</summary>
    public bool IsFull => Used >= limits.MaxBufferedBytes;

    /// <summary>Room for a body that is being written.</summary>
    public PooledBody Rent() => new(_memory.GetStream());

    /// <summary>Reads a stream to its end, or one byte past the limit, or until the buffers are full.</summary>
    /// <param name="source">Where to read.</param>
    /// <param name="limit">The most bytes that are wanted, at least 0.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What was read: <see cref="PooledBody.IsWhole"/> when that is all, more than <paramref name="limit"/> bytes when the stream has more.</returns>
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
                body.IsWhole = read == 0;
            }

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
    /// <returns>The decompressed body, or <see langword="null"/> when the coding is another, the bytes are not in it, or there are too many.</returns>
    public async Task<PooledBody?> DecodeAsync(PooledBody body, string encoding, int limit, CancellationToken cancellationToken)
    {
        if (!ContentCoding.IsGzip(encoding))
        {
            return null;
        }

        PooledBody? decoded = null;
        try
        {
            body.Stream.Position = 0;
            await using var gzip = new GZipStream(body.Stream, CompressionMode.Decompress, leaveOpen: true);
            decoded = await ReadAsync(gzip, limit, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }

        if (decoded.IsWhole)
        {
            return decoded;
        }

        decoded.Dispose();
        return null;
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
}
