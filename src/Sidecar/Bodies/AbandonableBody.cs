using System.Buffers;
using System.IO.Pipelines;

namespace TwinBert.Sidecar.Bodies;

/// <summary>
/// A request's body whose reading can be given up before its end. The server takes a read that a token has cancelled for one that still goes on: it could then
/// neither read the rest of the body nor the next request on the connection, and would log an error. Not thread-safe.
/// </summary>
/// <param name="body">The server's reader of the body.</param>
internal sealed class AbandonableBody(PipeReader body) : ForwardStream
{
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
}
