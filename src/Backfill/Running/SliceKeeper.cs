using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>
/// Keeps how far one slice is: before a batch is written, with the documents in it, and when it is done with. Whenever the run is killed, whoever goes on
/// knows which documents to look at to find out what was done, and counts each once. Not for concurrent use.
/// </summary>
/// <param name="slice">The slice.</param>
/// <param name="isSweep">Whether its documents were counted before.</param>
/// <param name="streak">Holds back what refused batches say; that of all slices of a round.</param>
/// <param name="guard">Gives signs of life between batches.</param>
/// <param name="done">Hears what was done.</param>
internal sealed class SliceKeeper(JobSlice slice, bool isSweep, RefusalStreak streak, WriteGuard guard, Action<BackfillCounters> done) : IBatchKeeper
{
    /// <inheritdoc/>
    public bool IsMine => slice.IsMine;

    /// <inheritdoc/>
    public async ValueTask<string?> BeginAsync(IReadOnlyList<EncodedItem> items, CancellationToken cancellationToken)
    {
        await guard.RenewAsync(cancellationToken).ConfigureAwait(false);
        return items.Count == 0
            ? null
            : await SaveAsync(slice.Progress with { Unconfirmed = Open(items.Select(item => item.Document)) }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> DoneAsync(BatchReport batch, CancellationToken cancellationToken)
    {
        var failure = await streak.AddAsync(batch, () => SettleAsync(batch, cancellationToken)).ConfigureAwait(false);
        return streak.IsBroken

            // Nothing of the refused batches was written, and the engine said so.
            ? await SaveAsync(slice.Progress with { Unconfirmed = [] }, cancellationToken).ConfigureAwait(false) ?? failure
            : failure;
    }

    /// <summary>Counts documents that another process had begun to write.</summary>
    public ValueTask<string?> ConfirmAsync(BackfillCounters found, CancellationToken cancellationToken)
    {
        var counters = slice.Progress.Counters + found with { Scanned = found.Settled };
        return SaveAsync(slice.Progress with { Unconfirmed = [], Counters = counters }, cancellationToken);
    }

    private async ValueTask<string?> SettleAsync(BatchReport batch, CancellationToken cancellationToken)
    {
        var counted = Counted(batch);
        var next = slice.Progress with
        {
            After = Math.Max(slice.Progress.After, batch.Through ?? -1),
            Unconfirmed = Open(batch.Unconfirmed),
            Counters = slice.Progress.Counters + counted,
        };
        if (await slice.SaveAsync(next, batch.Lost, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            return failure;
        }

        // What is done in a slice that somebody else has taken, they find and count.
        done(slice.IsMine ? counted : new());
        return null;
    }

    private ValueTask<string?> SaveAsync(SliceProgress next, CancellationToken cancellationToken) => slice.SaveAsync(next, [], cancellationToken);

    // A sweep also meets what this run has counted already, and a batch that did not come to its end is read again: there, only what was done counts.
    private BackfillCounters Counted(BatchReport batch) =>
        isSweep || batch.Through is null ? batch.Treated with { Scanned = batch.Treated.Settled } : batch.Untouched + batch.Treated;

    private static UnconfirmedWrite[] Open(IEnumerable<ScannedDocument> documents) =>
        [.. documents.Select(document => new UnconfirmedWrite(document.Id, document.Routing, document.SequenceNumber))];
}
