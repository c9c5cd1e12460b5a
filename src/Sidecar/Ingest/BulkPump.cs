using System.IO.Pipelines;
using System.Threading.Channels;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Moves a bulk request from the client to the engine: one batch is read while another is encoded, in order, and neither runs ahead of the engine.
/// At most three batches are held.
/// </summary>
/// <param name="encoder">Encodes a batch.</param>
internal sealed class BulkPump(WriteBatchEncoder encoder)
{
    /// <summary>Runs until the request is through, or until either side hangs up. Failures travel to the reader of the output; none is thrown.</summary>
    /// <param name="first">The first batch, which is disposed of here.</param>
    /// <param name="input">Reads the client's lines after those.</param>
    /// <param name="session">The request.</param>
    /// <param name="output">What the engine is sent; completed at the end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(WriteBatch first, BulkReader input, WriteSession session, PipeWriter output, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<WriteBatch>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        var reading = ReadAsync(first, input, batches.Writer, stop.Token);
        try
        {
            await WriteAsync(batches.Reader, session, output, stop.Token);
            await WriteBatchEncoder.EndAsync(session, stop.Token);
            await output.CompleteAsync();
        }
        catch (Exception e)
        {
            await output.CompleteAsync(e);
        }

        await stop.CancelAsync();
        await reading;
        while (batches.Reader.TryRead(out var left))
        {
            left.Dispose();
        }
    }

    private static async Task ReadAsync(WriteBatch first, BulkReader input, ChannelWriter<WriteBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            await HandOverAsync(first, batches, cancellationToken);
            while (await input.ReadAsync(cancellationToken) is { } batch)
            {
                await HandOverAsync(batch, batches, cancellationToken);
            }

            batches.Complete();
        }
        catch (Exception e)
        {
            batches.Complete(e);
        }
    }

    private static async Task HandOverAsync(WriteBatch batch, ChannelWriter<WriteBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            await batches.WriteAsync(batch, cancellationToken);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private async Task WriteAsync(ChannelReader<WriteBatch> batches, WriteSession session, PipeWriter output, CancellationToken cancellationToken)
    {
        await foreach (var batch in batches.ReadAllAsync(cancellationToken))
        {
            using (batch)
            {
                await encoder.EncodeAsync(batch, session, output, cancellationToken);
            }

            var flushed = await output.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }
}
