using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>
/// Keeps how far one index is, and hands it out whenever it changes: before a batch is written, with the documents in it, and when it is done with.
/// Whenever the run is
/// killed, the next one knows which documents it has to look at to find out what was done, and counts each once. Not for concurrent use.
/// </summary>
/// <param name="progress">The state to go on from.</param>
/// <param name="guard">Gives signs of life between batches.</param>
/// <param name="changed">Hears of every change, and of what was lost.</param>
internal sealed class ProgressKeeper(IndexProgress progress, WriteGuard guard, Action<IndexProgress, IReadOnlyList<LostDocument>> changed) : IBatchKeeper
{
    private readonly RefusalStreak _streak = new();

    /// <summary>How far the index is.</summary>
    public IndexProgress Progress { get; private set; } = progress;

    /// <summary>Takes another state, and hands it out.</summary>
    public void Set(IndexProgress next)
    {
        Progress = next;
        changed(Progress, []);
    }

    /// <inheritdoc/>
    public async ValueTask BeginAsync(IReadOnlyList<EncodedItem> items, CancellationToken cancellationToken)
    {
        await guard.RenewAsync(cancellationToken).ConfigureAwait(false);
        if (items.Count > 0)
        {
            Set(Progress with { Unconfirmed = Open(items.Select(item => item.Document)) });
        }
    }

    /// <inheritdoc/>
    public string? Done(int shard, BatchReport batch)
    {
        if (_streak.Add(batch, () => Settle(shard, batch)) is { } failure)
        {
            // Nothing of the refused batches was written, and the engine said so.
            Set(Progress with { Unconfirmed = [] });
            return failure;
        }

        return null;
    }

    /// <summary>The pass over a shard is over.</summary>
    public void EndShard(int shard, long through) => Done(shard, BatchReport.Empty(through));

    /// <summary>The pass over all shards is over.</summary>
    public void EndPass() => _streak.Settle();

    /// <summary>Counts documents that an earlier run had begun to write.</summary>
    public void Confirm(BackfillCounters found) =>
        Set(Progress with { Unconfirmed = [], Counters = Progress.Counters + found with { Scanned = found.Settled } });

    private void Settle(int shard, BatchReport batch)
    {
        ShardPosition Advanced(ShardPosition position) =>
            position.Shard == shard && batch.Through is { } through ? position with { After = Math.Max(position.After, through) } : position;
        Progress = Progress with
        {
            Shards = [.. Progress.Shards.Select(Advanced)],
            Unconfirmed = Open(batch.Unconfirmed),
            Counters = Progress.Counters + Counted(batch),
        };
        changed(Progress, batch.Lost);
    }

    // A sweep also meets what this run has counted already, and a batch that did not come to its end is read again: there, only what was done counts.
    private BackfillCounters Counted(BatchReport batch) =>
        Progress.Sweeping || batch.Through is null ? batch.Treated with { Scanned = batch.Treated.Settled } : batch.Untouched + batch.Treated;

    private static UnconfirmedWrite[] Open(IEnumerable<ScannedDocument> documents) =>
        [.. documents.Select(document => new UnconfirmedWrite(document.Id, document.Routing, document.SequenceNumber))];
}
