using System.Net.Sockets;

namespace TwinBert.Sidecar.Proxy;

/// <summary>
/// A connection to the engine on which an answer survives that came before the end of the request. An engine that does not want the rest of a body
/// answers and hangs up; writing on fails then, and the answer would be lost, although it has arrived. So once there is one, the rest of the request is
/// written to nowhere. A connection that breaks without an answer fails as ever. For one reader and one writer.
/// </summary>
/// <param name="inner">The connection.</param>
internal sealed class EarlyAnswerStream(Stream inner) : Stream
{
    private readonly Socket? _socket = (inner as NetworkStream)?.Socket;
    private volatile bool _holdsAnswer;
    private bool _isGone;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Who reads again has taken what was read before.
        _holdsAnswer = false;
        var reading = inner.ReadAsync(buffer, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return AwaitAsync(reading);
        }

        var read = reading.Result;
        _holdsAnswer = read > 0;
        return ValueTask.FromResult(read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isGone)
        {
            return ValueTask.CompletedTask;
        }

        var writing = inner.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? writing : AwaitAsync(writing);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _isGone ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> AwaitAsync(ValueTask<int> reading)
    {
        var read = await reading;
        _holdsAnswer = read > 0;
        return read;
    }

    private async ValueTask AwaitAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        catch (IOException) when (_holdsAnswer || _socket is { Available: > 0 })
        {
            _isGone = true;
        }
    }
}
