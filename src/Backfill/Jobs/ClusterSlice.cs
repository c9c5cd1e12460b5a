using TwinBert.Backfill.Keeping;
using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>A slice that this worker has taken in the cluster. Not for concurrent use.</summary>
internal sealed class ClusterSlice(KeptDocuments index, RoundSlices slices, int number, JobPresence presence, TimeProvider time)
    : JobSlice(slices.Known(number)!.Document.Progress)
{
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(5);

    private Kept<SliceDocument> _kept = slices.Known(number)!;

    /// <inheritdoc/>
    public override async ValueTask<string?> SaveAsync(SliceProgress next, IReadOnlyList<LostDocument> lost, CancellationToken cancellationToken)
    {
        if (!IsMine)
        {
            return null;
        }

        if (await presence.AddLostAsync(lost, cancellationToken).ConfigureAwait(false) is { } unlisted)
        {
            return unlisted;
        }

        var done = next.Counters - Progress.Counters;
        var failure = await WriteAsync(next, next.IsDone ? null : presence.Name, done.Embedded, cancellationToken).ConfigureAwait(false);
        if (failure is null && IsMine)
        {
            Progress = next;
            presence.Count(done);
        }

        return failure;
    }

    /// <inheritdoc/>
    public override async ValueTask ReleaseAsync()
    {
        if (IsMine && !Progress.IsDone)
        {
            // Not cancelled with the run, whose end it may be. Where it fails, the slice is taken over when nothing is heard of this worker.
            using var patience = new CancellationTokenSource(ReleasePatience, time);
            try
            {
                await WriteAsync(Progress, owner: null, embedded: 0, patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                IsMine = false;
            }
        }

        slices.Drop(number);
    }

    private async ValueTask<string?> WriteAsync(SliceProgress next, string? owner, long embedded, CancellationToken cancellationToken)
    {
        var turns = _kept.Document.Turns;
        var changed = _kept.Document with
        {
            Progress = next,
            Owner = owner,
            Change = _kept.Document.Change + 1,
            Turns = [.. turns.SkipLast(1), turns[^1] with { To = time.GetUtcNow(), Embedded = turns[^1].Embedded + embedded }],
        };
        var (written, failure) = await index.WriteAsync(slices.NameOf(number), changed, _kept, cancellationToken).ConfigureAwait(false);
        if (failure is null && written is null)
        {
            (var found, failure) = await index.ReadAsync<SliceDocument>([slices.NameOf(number)], cancellationToken).ConfigureAwait(false);

            // A call that got no answer is sent again: then the first one was done. Nobody but this worker has changed its turn.
            written = failure is null && found[0] is { } now && now.Document.Change == changed.Change && now.Document.Turns[^1].Worker == presence.Name
                ? now
                : null;

            // A slice is not removed as long as somebody may work on it: unless the job was begun anew, somebody has deleted more than the slice.
            failure ??= found is [null] ? await presence.HearAsync(cancellationToken).ConfigureAwait(false) : null;
        }

        if (failure is null && written is null)
        {
            IsMine = false;
            slices.Drop(number);
        }

        if (written is not null)
        {
            _kept = written;
            slices.Change(number, written);
        }

        return failure;
    }
}
