using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Settings;
using TwinBert.Backfill.Writing;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>
/// Works through a part of a shard: while one batch is being written, the next is being encoded and the one after that read. Short queues in between
/// bound the memory, and a slow engine slows the scan down. Batches are written one after another, so that "done up to here" is true whenever it is said.
/// Not for concurrent use.
/// </summary>
internal sealed class ShardRun(
    IndexScanner scanner,
    DocumentAssessor assessor,
    BatchEncoder encoder,
    GuardedWriter writer,
    Throttle throttle,
    BackfillOptions options)
{
    private const int QueuedBatches = 2;
    private const int EncodedAtOnce = 2;

    /// <summary>Runs to the end of the range, to a failure or to a stop.</summary>
    /// <param name="range">The part of the shard.</param>
    /// <param name="keeper">Hears of every batch before it is written and when it is done with.</param>
    /// <param name="stop">Asks to stop: no further batch is begun, the one being written is finished.</param>
    /// <returns>Why the run cannot go on, in one line; null when it can.</returns>
    public async ValueTask<string?> RunAsync(ShardRange range, IBatchKeeper keeper, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scanned = Channel.CreateBounded<WorkBatch>(new BoundedChannelOptions(QueuedBatches) { SingleReader = true, SingleWriter = true });
        var encoded = Channel.CreateBounded<EncodedBatch>(new BoundedChannelOptions(QueuedBatches) { SingleReader = true, SingleWriter = true });
        var feeding = Task.WhenAll(
            FeedAsync(ScanAsync(range, ended.Token), scanned.Writer, ended.Token),
            FeedAsync(EncodeAsync(scanned.Reader, ended.Token), encoded.Writer, ended.Token));
        try
        {
            return await WriteAsync(encoded.Reader, keeper, range.Shard, stop).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(false);
        }
    }

    /// <summary>Counts what would be done, and does nothing.</summary>
    /// <param name="range">The part of the shard.</param>
    /// <param name="count">Hears of every batch, and what would be done with it.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>Why the run cannot go on, in one line; null when it can.</returns>
    public async ValueTask<string?> CountAsync(ShardRange range, Action<WorkBatch, BatchReport> count, CancellationToken stop)
    {
        await foreach (var batch in ScanAsync(range, stop).ConfigureAwait(false))
        {
            if (batch.Failure is not null)
            {
                return batch.Failure;
            }

            var embedded = batch.Items.Count(item => item.Text is not null);
            count(
                batch,
                new(batch.Through, batch.Counters, new() { Embedded = embedded, NoText = batch.Items.Count - embedded, Lost = batch.Lost.Count }, batch.Lost));
        }

        return null;
    }

    // What ends a stage, also a stop or a bug, ends the next one through the channel.
    private static async Task FeedAsync<T>(IAsyncEnumerable<T> batches, ChannelWriter<T> next, CancellationToken ended)
    {
        Exception? error = null;
        try
        {
            await foreach (var batch in batches.ConfigureAwait(false))
            {
                await next.WriteAsync(batch, ended).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            error = e;
        }

        next.TryComplete(error);
    }

    private async IAsyncEnumerable<WorkBatch> ScanAsync(ShardRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var builder = new BatchBuilder(assessor, options);
        await foreach (var page in scanner.ScanAsync(range, cancellationToken).ConfigureAwait(false))
        {
            foreach (var document in page.Documents)
            {
                builder.Add(document);
                if (builder.IsFull)
                {
                    yield return builder.Take();
                }
            }

            if (page.Failure is { } failure)
            {
                yield return builder.Take() with { Failure = failure };
                yield break;
            }
        }

        if (!builder.IsEmpty)
        {
            yield return builder.Take();
        }
    }

    // Two batches at once, in their order: while the last texts of one are encoded, and its texts prepared, the processors work on the other.
    private async IAsyncEnumerable<EncodedBatch> EncodeAsync(ChannelReader<WorkBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var encoding = new Queue<Task<EncodedBatch>>();
        try
        {
            await foreach (var batch in batches.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await throttle.WaitAsync(batch.Items.Count, cancellationToken).ConfigureAwait(false);
                encoding.Enqueue(EncodeAsync(batch, cancellationToken));
                if (encoding.Count == EncodedAtOnce)
                {
                    yield return await encoding.Dequeue().ConfigureAwait(false);
                }
            }

            while (encoding.TryDequeue(out var next))
            {
                yield return await next.ConfigureAwait(false);
            }
        }
        finally
        {
            // Nothing may use the encoder when the run is over.
            await ((Task)Task.WhenAll(encoding)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<EncodedBatch> EncodeAsync(WorkBatch batch, CancellationToken cancellationToken) =>
        new(batch, await encoder.EncodeAsync(batch.Items, cancellationToken).ConfigureAwait(false));

    private async ValueTask<string?> WriteAsync(ChannelReader<EncodedBatch> batches, IBatchKeeper keeper, int shard, CancellationToken stop)
    {
        using var grace = new CancellationTokenSource();
        using var registration = stop.Register(() => grace.CancelAfter(options.StopGrace));
        await foreach (var (work, encoding) in batches.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            stop.ThrowIfCancellationRequested();
            if (encoding.Failure is not null)
            {
                return encoding.Failure;
            }

            await keeper.BeginAsync(encoding.Items, grace.Token).ConfigureAwait(false);
            var outcome = await writer.WriteAsync(encoding.Items, grace.Token).ConfigureAwait(false);
            if (outcome.Failure is { } failure)
            {
                // The next run scans the rest of the batch again; what was written has moved on to a higher sequence number.
                keeper.Done(shard, new(null, new(), outcome.Counters with { EncoderSeconds = encoding.Seconds }, []) { Unconfirmed = outcome.Unconfirmed });
                return failure;
            }

            IReadOnlyList<LostDocument> lost = [.. work.Lost, .. encoding.Lost, .. outcome.Lost];
            var treated = outcome.Counters + new BackfillCounters { Lost = lost.Count, EncoderSeconds = encoding.Seconds };
            var report = new BatchReport(work.Counters.Scanned > 0 ? work.Through : null, work.Counters, treated, lost)
            {
                IsRefused = work.Items.Count > 0 && lost.Count - work.Lost.Count >= work.Items.Count,
            };
            if ((keeper.Done(shard, report) ?? work.Failure) is { } end)
            {
                return end;
            }
        }

        stop.ThrowIfCancellationRequested();
        return null;
    }
}
