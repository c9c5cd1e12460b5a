namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// A connection whose end, where an answer should begin, is an error. The HTTP client takes such an end for that of a connection that was idle too long, and
/// sends a request without a body again; but the engine may have read it, and a write is not sent twice. A reading without a body may be, where the connection
/// was used before: an idle one can end, or be reset by whatever stands between, at the very moment at which it is used again. Used by one request at a time.
/// </summary>
/// <param name="inner">The connection.</param>
internal sealed class SentOnceStream(Stream inner) : ConnectionStream(inner)
{
    private volatile bool _awaitsAnswer;
    private volatile bool _wasUsed;
    private volatile bool _mayBeSentAgain;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await ReadOrEndAsync(buffer, cancellationToken);

        // Reading nothing into no room is a wait for more, not an end.
        if (read == 0 && buffer.Length > 0 && _awaitsAnswer && !_mayBeSentAgain)
        {
            throw new IOException("The connection ended before an answer came.");
        }

        _awaitsAnswer &= read == 0;
        _wasUsed |= read > 0;
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_awaitsAnswer)
        {
            // A request begins.
            _mayBeSentAgain = _wasUsed && (buffer.Span.StartsWith("GET "u8) || buffer.Span.StartsWith("HEAD "u8));
            _awaitsAnswer = true;
        }

        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException) when (_mayBeSentAgain)
        {
            // Whoever waits for the answer finds out, and tries another connection.
        }
    }

    private async ValueTask<int> ReadOrEndAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await base.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException) when (_awaitsAnswer && _mayBeSentAgain)
        {
            // The HTTP client tries again after an end, but not after a reset.
            return 0;
        }
    }
}
