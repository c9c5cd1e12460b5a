using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Governing;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Settings;
using TwinBert.Backfill.Writing;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>
/// Works through slices one after another: while one batch is being written, the next is being encoded and the one after that read, also where one slice
/// ends and the next begins. Short queues in between bound the memory, and a slow engine slows the scan down. Batches are written one after another, so that
/// "done up to here" is true whenever it is said. Not for concurrent use.
/// </summary>
internal sealed class SliceRun(
    IndexScanner scanner,
    DocumentAssessor assessor,
    BatchEncoder encoder,
    GuardedWriter writer,
    Governor governor,
    Throttle throttle,
    BackfillOptions options)
{
    private const int QueuedBatches = 2;
    private const int EncodedAtOnce = 2;

    /// <summary>Runs to the end of the slices, to a failure or to a stop.</summary>
    /// <param name="slices">The slices; the next one is asked for when the one before has been read.</param>
    /// <param name="pauses">Whether it is to end early, with the batch that is being written.</param>
    /// <param name="stop">Asks to stop: no further batch is begun, the one being written is finished.</param>
    /// <returns>Why the run cannot go on, in one line; null when it can.</returns>
    public async ValueTask<string?> RunAsync(
        IAsyncEnumerable<(SliceWork? Slice, string? Failure)> slices, Func<bool> pauses, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scanned = Channel.CreateBounded<SliceBatch>(new BoundedChannelOptions(QueuedBatches) { SingleReader = true, SingleWriter = true });
        var encoded = Channel.CreateBounded<EncodedSliceBatch>(new BoundedChannelOptions(QueuedBatches) { SingleReader = true, SingleWriter = true });
        var feeding = Task.WhenAll(
            FeedAsync(ScanAsync(slices, pauses, ended.Token), scanned.Writer, ended.Token),
            FeedAsync(EncodeAsync(scanned.Reader, ended.Token), encoded.Writer, ended.Token));
        try
        {
            return await WriteAsync(encoded.Reader, pauses, stop).ConfigureAwait(false);
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
    public async ValueTask<string?> CountAsync(
        ShardRange range, Func<WorkBatch, BatchReport, ValueTask<string?>> count, CancellationToken stop)
    {
        await foreach (var (batch, isLast) in ScanAsync(range, () => false, stop).ConfigureAwait(false))
        {
            if (batch.Failure is not null)
            {
                return batch.Failure;
            }

            var embedded = batch.Items.Count(item => item.Text is not null);
            var treated = new BackfillCounters { Embedded = embedded, NoText = batch.Items.Count - embedded, Lost = batch.Lost.Count };
            if (await count(batch, new(isLast ? range.Through : batch.Through, batch.Counters, treated, batch.Lost)).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
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

    private async IAsyncEnumerable<SliceBatch> ScanAsync(
        IAsyncEnumerable<(SliceWork? Slice, string? Failure)> slices, Func<bool> pauses, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (slice, failure) in slices.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (slice is null)
            {
                yield return new(null, WorkBatch.Failed(failure!), IsLast: true);
                yield break;
            }

            await foreach (var (batch, isLast) in ScanAsync(slice.Range, () => pauses() || !slice.Keeper.IsMine, cancellationToken).ConfigureAwait(false))
            {
                yield return new(slice, batch, isLast);
            }
        }
    }

    // The last batch says that there are no more; where the reading was broken off, there is no last one.
    private async IAsyncEnumerable<(WorkBatch Batch, bool IsLast)> ScanAsync(
        ShardRange range, Func<bool> pauses, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var builder = new BatchBuilder(assessor, options);
        await foreach (var page in scanner.ScanAsync(range, cancellationToken).ConfigureAwait(false))
        {
            foreach (var document in page.Documents)
            {
                builder.Add(document);
                if (builder.IsFull)
                {
                    yield return (builder.Take(), false);
                }
            }

            if (page.Failure is { } failure)
            {
                yield return (builder.Take() with { Failure = failure }, false);
                yield break;
            }

            if (pauses())
            {
                yield break;
            }
        }

        yield return (builder.Take(), true);
    }

    // Two batches at once, in their order: while the last texts of one are encoded, and its texts prepared, the processors work on the other.
    private async IAsyncEnumerable<EncodedSliceBatch> EncodeAsync(
        ChannelReader<SliceBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var encoding = new Queue<Task<EncodedSliceBatch>>();
        try
        {
            await foreach (var batch in batches.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (batch.Work.Items.Count > 0)
                {
                    await governor.WaitAsync(cancellationToken).ConfigureAwait(false);
                }

                await throttle.WaitAsync(batch.Work.Items.Count, cancellationToken).ConfigureAwait(false);
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

    // What somebody else has taken is not encoded a second time.
    private async Task<EncodedSliceBatch> EncodeAsync(SliceBatch batch, CancellationToken cancellationToken) => new(
        batch,
        batch.Slice?.Keeper.IsMine == true
            ? await encoder.EncodeAsync(batch.Work.Items, cancellationToken).ConfigureAwait(false)
            : new EncodingOutcome([], [], 0));

    private async ValueTask<string?> WriteAsync(ChannelReader<EncodedSliceBatch> batches, Func<bool> pauses, CancellationToken stop)
    {
        using var grace = new CancellationTokenSource();
        using var registration = stop.Register(() => grace.CancelAfter(options.StopGrace));
        await foreach (var (batch, encoding) in batches.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            stop.ThrowIfCancellationRequested();
            if (pauses())
            {
                // What was read ahead is read again.
                return null;
            }

            if ((batch.Slice is null ? batch.Work.Failure : encoding.Failure) is { } broken)
            {
                return broken;
            }

            if (batch.Slice!.Keeper.IsMine && await WriteAsync(batch.Slice, batch, encoding, grace.Token).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }

        stop.ThrowIfCancellationRequested();
        return null;
    }

    private async ValueTask<string?> WriteAsync(SliceWork slice, SliceBatch batch, EncodingOutcome encoding, CancellationToken grace)
    {
        var (keeper, work) = (slice.Keeper, batch.Work);
        var unkept = await keeper.BeginAsync(encoding.Items, grace).ConfigureAwait(false);
        if (unkept is not null || !keeper.IsMine)
        {
            return unkept;
        }

        var outcome = await writer.WriteAsync(encoding.Items, grace).ConfigureAwait(false);
        if (outcome.Failure is { } failure)
        {
            // Whoever goes on scans the rest of the batch again; what was written has moved on to a higher sequence number.
            var written = outcome.Counters with { EncoderSeconds = encoding.Seconds };
            await keeper.DoneAsync(new(null, new(), written, []) { Unconfirmed = outcome.Unconfirmed }, grace).ConfigureAwait(false);

            // Whoever has taken the slice may have finished the job, and taken the alias away.
            return keeper.IsMine ? failure : null;
        }

        IReadOnlyList<LostDocument> lost = [.. work.Lost, .. encoding.Lost, .. outcome.Lost];
        var treated = outcome.Counters + new BackfillCounters { Lost = lost.Count, EncoderSeconds = encoding.Seconds };
        long? through = batch.IsLast ? slice.Range.Through : work.Counters.Scanned > 0 ? work.Through : null;
        var report = new BatchReport(through, work.Counters, treated, lost)
        {
            IsRefused = work.Items.Count > 0 && lost.Count - work.Lost.Count >= work.Items.Count,
        };
        return await keeper.DoneAsync(report, grace).ConfigureAwait(false) ?? work.Failure;
    }
}
