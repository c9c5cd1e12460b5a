using System.IO.Pipelines;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Reads the body of a write of one document. Thread-safe.</summary>
/// <param name="buffers">Where it is held.</param>
/// <param name="limit">The largest body that is read.</param>
internal sealed class DocumentReader(BodyBuffers buffers, int limit)
{
    /// <summary>Reads a body to its end.</summary>
    /// <param name="input">The body. When it is not read, it can be read again from its beginning.</param>
    /// <param name="target">The request's target, with an index.</param>
    /// <param name="index">How documents of that index are embedded.</param>
    /// <param name="cancellationToken">Ends the wait for more.</param>
    /// <returns>A batch of one document, for the caller to dispose of, or why there is none: it is too large, or there is no room for it.</returns>
    public async ValueTask<(WriteBatch? Document, WriteOutcome Refusal)> ReadAsync(
        PipeReader input, WriteTarget target, ServedIndex index, CancellationToken cancellationToken)
    {
        using var held = buffers.Hold();
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var bytes = result.Buffer;
            held.Set(bytes.Length);
            if (bytes.Length > limit || (buffers.IsFull && !result.IsCompleted))
            {
                input.AdvanceTo(bytes.Start);
                return (null, bytes.Length > limit ? WriteOutcome.TooLarge : WriteOutcome.BuffersFull);
            }

            if (result.IsCompleted)
            {
                var batch = new WriteBatch(buffers.Rent());
                batch.Append(bytes);
                batch.Add(new(target.Kind, new(target.Index!, target.Id, target.Routing), index, target.RequireAlias, 0, batch.Length));
                input.AdvanceTo(bytes.End);
                return (batch, WriteOutcome.Embedded);
            }

            input.AdvanceTo(bytes.Start, bytes.End);
        }
    }
}
