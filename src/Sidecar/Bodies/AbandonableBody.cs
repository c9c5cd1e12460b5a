using System.Buffers;
using System.IO.Pipelines;

namespace TwinBert.Sidecar.Bodies;

/// <summary>
/// A request's body whose reading can be given up before its end. The server takes a read that a token has cancelled for one that still goes on: it could then
/// neither read the rest of the body nor the next request on the connection, and would log an error. Reads only forwards. Not thread-safe.
/// </summary>
/// <param name="body">The server's reader of the body.</param>
internal sealed class AbandonableBody(PipeReader body) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await using var registration = cancellationToken.UnsafeRegister(static state => ((PipeReader)state!).CancelPendingRead(), body);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = await body.ReadAsync(CancellationToken.None);
            if (result.IsCanceled)
            {
                // Of this read, or of an earlier one that was over by then.
                body.AdvanceTo(result.Buffer.Start);
                continue;
            }

            var length = (int)Math.Min(buffer.Length, result.Buffer.Length);
            var taken = result.Buffer.Slice(0, length);
            taken.CopyTo(buffer.Span);
            body.AdvanceTo(taken.End);
            if (length > 0 || result.IsCompleted || buffer.IsEmpty)
            {
                return length;
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
