namespace TwinBert.Sidecar.Bodies;

/// <summary>
/// Holds a response back until it is complete, up to a limit, its own or that of all; past that it lets go of what it held and passes the rest on as it comes.
/// Write-only, not thread-safe.
/// </summary>
/// <param name="inner">The client's response.</param>
/// <param name="held">Where to hold it; disposed of once it is let go.</param>
/// <param name="buffers">Whose memory that is; nothing more is held while they are full.</param>
/// <param name="limit">The most bytes to hold.</param>
/// <param name="isWanted">Asked when the response begins: whether it is to be held at all.</param>
internal sealed class CaptureStream(Stream inner, PooledBody held, BodyBuffers buffers, int limit, Func<bool> isWanted) : Stream
{
    private bool _hasBegun;

    /// <summary>Whether the response was too large, or not wanted, and went on as it came.</summary>
    public bool LetGo { get; private set; }

    public override bool CanRead => false;

    // As long as nothing went out, what was written can be taken back: that is how a broken-off answer becomes a clean error.
    public override bool CanSeek => !LetGo;

    public override bool CanWrite => true;

    public override long Length => LetGo ? throw new NotSupportedException() : held.Stream.Length;

    public override long Position { get => LetGo ? throw new NotSupportedException() : held.Stream.Position; set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            LetGo = !isWanted();
        }

        if (!LetGo && held.Stream.Length + buffer.Length <= limit && !buffers.IsFull)
        {
            held.Stream.Write(buffer.Span);
            return;
        }

        if (!LetGo)
        {
            LetGo = true;
            await held.WriteToAsync(inner, cancellationToken);
            held.Dispose();
        }

        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => LetGo ? inner.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void SetLength(long value) => held.Stream.SetLength(value);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Responses are written asynchronously.");
}
