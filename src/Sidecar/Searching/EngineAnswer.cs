using System.Net;
using TwinBert.Protocol;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Searching;

/// <summary>The engine's answer to searches: its head, and its body decompressed in memory.</summary>
/// <param name="Head">Status and headers.</param>
/// <param name="Body">The body; <see langword="null"/> when it could not be read.</param>
/// <param name="IsCompressed">Whether the engine compressed it, and so the client's answer is to be compressed.</param>
internal sealed record EngineAnswer(HttpResponseMessage Head, PooledBody? Body, bool IsCompressed) : IDisposable
{
    /// <summary>How the reading of the body ended.</summary>
    public BodyEnd End { get; private init; }

    /// <summary>Why the body cannot be used, when it cannot.</summary>
    public RerankReason Failure => Head.StatusCode != HttpStatusCode.OK ? RerankReason.WideningRefused : End switch
    {
        BodyEnd.NoRoom => RerankReason.BuffersFull,
        BodyEnd.TooLarge => RerankReason.ResponseTooLarge,
        _ => RerankReason.ResponseUnreadable,
    };

    /// <summary>Reads the body of a successful answer.</summary>
    /// <param name="head">The answer's head; disposed of with this.</param>
    /// <param name="buffers">Where to read it to.</param>
    /// <param name="limit">The most bytes, compressed or not.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<EngineAnswer> ReadAsync(HttpResponseMessage head, BodyBuffers buffers, int limit, CancellationToken cancellationToken)
    {
        var encoding = string.Join(',', head.Content.Headers.ContentEncoding);
        await using var stream = await head.Content.ReadAsStreamAsync(cancellationToken);
        var raw = await buffers.ReadAsync(stream, limit, cancellationToken);
        if (raw.IsWhole && ContentCoding.IsPlain(encoding))
        {
            return new(head, raw, false) { End = raw.End };
        }

        using (raw)
        {
            return raw.IsWhole ? Decoded(head, await buffers.DecodeAsync(raw, encoding, limit, cancellationToken)) : new(head, null, false) { End = raw.End };
        }
    }

    /// <summary>Gives the body's memory back, where a client may take long to read what was made of it.</summary>
    public void ReleaseBody() => Body?.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        Body?.Dispose();
        Head.Dispose();
    }

    private static EngineAnswer Decoded(HttpResponseMessage head, PooledBody decoded)
    {
        if (decoded.IsWhole)
        {
            return new(head, decoded, true) { End = BodyEnd.Whole };
        }

        decoded.Dispose();
        return new(head, null, false) { End = decoded.End };
    }
}
