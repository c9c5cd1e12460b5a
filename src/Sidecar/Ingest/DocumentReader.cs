using System.IO.Pipelines;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Reads the body of a write of one document.</summary>
internal static class DocumentReader
{
    /// <summary>Reads a body to its end.</summary>
    /// <param name="input">The body. When it is too large, it can be read again from its beginning.</param>
    /// <param name="target">The request's target, with an index.</param>
    /// <param name="index">How documents of that index are embedded.</param>
    /// <param name="limit">The largest body that is read.</param>
    /// <param name="cancellationToken">Ends the wait for more.</param>
    /// <returns>A batch of one document, for the caller to dispose of; <see langword="null"/> when it is too large.</returns>
    public static async ValueTask<WriteBatch?> ReadAsync(PipeReader input, WriteTarget target, IngestIndex index, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var bytes = result.Buffer;
            if (bytes.Length > limit)
            {
                input.AdvanceTo(bytes.Start);
                return null;
            }

            if (result.IsCompleted)
            {
                var batch = new WriteBatch((int)bytes.Length);
                batch.Append(bytes);
                batch.Add(new(target.Kind, new(target.Index!, target.Id, target.Routing), index, target.RequireAlias, 0, batch.Length));
                input.AdvanceTo(bytes.End);
                return batch;
            }

            input.AdvanceTo(bytes.Start, bytes.End);
        }
    }
}
