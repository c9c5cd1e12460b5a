using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Bodies;

/// <summary>
/// A request's body, read so that it can be looked into, and put back so that it can still be forwarded byte for byte: compressed where it was,
/// and followed by what was not read where it is too large.
/// </summary>
internal sealed class BufferedRequest : IDisposable
{
    private readonly HttpContext _context;
    private readonly PooledBody _raw;
    private readonly PooledBody? _decoded;
    private readonly Stream _rest;

    private BufferedRequest(HttpContext context, PooledBody raw, PooledBody? decoded, RerankReason? unreadable)
    {
        _context = context;
        _raw = raw;
        _decoded = decoded;
        _rest = context.Request.Body;
        Unreadable = unreadable;
        PutBack();
    }

    /// <summary>Why the body cannot be looked into, a <see cref="RerankReason"/>; <see langword="null"/> when it can.</summary>
    public RerankReason? Unreadable { get; }

    /// <summary>The body, decompressed; empty when there is none. Valid until this is disposed of.</summary>
    public ReadOnlyMemory<byte> Bytes => (_decoded ?? _raw).Bytes;

    /// <summary>Reads a request's body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="buffers">Where to.</param>
    /// <param name="limit">The most bytes, compressed or not.</param>
    public static async Task<BufferedRequest> ReadAsync(HttpContext context, BodyBuffers buffers, int limit)
    {
        var aborted = context.RequestAborted;
        var raw = await buffers.ReadAsync(context.Request.Body, limit, aborted);
        if (!raw.IsWhole)
        {
            return new(context, raw, null, ReasonOf(raw.End));
        }

        var encoding = context.Request.Headers.ContentEncoding.ToString();
        if (ContentCoding.IsPlain(encoding))
        {
            return new(context, raw, null, null);
        }

        var decoded = await buffers.DecodeAsync(raw, encoding, limit, aborted);
        return new(context, raw, decoded, ReasonOf(decoded.End));
    }

    private static RerankReason? ReasonOf(BodyEnd end) => end switch
    {
        BodyEnd.Whole => null,
        BodyEnd.TooLarge => RerankReason.RequestTooLarge,
        BodyEnd.NoRoom => RerankReason.BuffersFull,
        _ => RerankReason.ContentEncoding,
    };

    /// <summary>Puts the body back to its beginning, to be forwarded once more.</summary>
    public void PutBack() => _context.Request.Body = new PrefixedStream(_raw.Bytes, _rest);

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Request.Body = _rest;
        _decoded?.Dispose();
        _raw.Dispose();
    }
}
