using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Keeping;
using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>
/// One worker's part in a job that the cluster keeps. It listens to the other workers all the time, and gives signs of life. Not for concurrent use but for
/// that.
/// </summary>
internal sealed class ClusterIndexJob : IndexJob, IAsyncDisposable
{
    private readonly KeptDocuments _index;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly JobPresence _presence;
    private readonly string _run;
    private string _id;
    private RoundSlices? _slices;

    public ClusterIndexJob(KeptDocuments index, Kept<JobDocument> job, JobWorker worker, JobOptions options, TimeProvider time)
    {
        (_index, _options, _time, _run, _id) = (index, options, time, job.Document.Run, job.Document.Id);
        _presence = new(index, job, worker, options, time);
    }

    /// <inheritdoc/>
    public override string Run => _run;

    /// <inheritdoc/>
    public override string? Over => _presence.Job.Over;

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <inheritdoc/>
    public override TimeSpan Patience => _options.Patience;

    /// <inheritdoc/>
    public override JobRound? Round => _slices is { } slices ? new(slices.Round.Number, slices.Round.Shards) : null;

    /// <inheritdoc/>
    public override BackfillCounters Counters
    {
        get
        {
            var job = _presence.Job;
            return _slices is { } slices && slices.Round.Number == job.Round?.Number ? job.Counters + slices.Counters : job.Counters;
        }
    }

    /// <inheritdoc/>
    public override JobOrder Order => _presence.Job switch
    {
        { } job when job.Id != _id => JobOrder.GiveWay,
        _ when _presence.IsGone => JobOrder.Gone,
        { State: JobState.Cancelled } => JobOrder.Cancel,
        { State: JobState.Done } => JobOrder.Done,
        { Paused: true } => JobOrder.Pause,
        _ => JobOrder.Work,
    };

    /// <inheritdoc/>
    public override async ValueTask<(bool IsAnew, string? Failure)> BeginAsync(IndexIdentity now, long total, CancellationToken cancellationToken)
    {
        ShardPosition[] shards = [.. now.Shards.Select(shard => new ShardPosition(shard.Number, -1, shard.Through, shard.History))];
        var (before, anew, id) = (_presence.Job, false, FileJobStore.NewRun());
        var failure = await _presence.ChangeAsync(
            job =>
            {
                // Where nobody may see the histories, those who work on it know that they have not changed.
                var isKnown = now.Shards.All(shard => shard.History is not null);
                anew = job.Id == _id && (job.Round is null || !(isKnown ? now.Continues(job.Round.Shards) : _presence.HasOthers));
                var fresh = job.Round is null ? job : job with { Id = id, Counters = new(), Rounds = [], Began = _time.GetUtcNow() };
                return anew ? fresh.With(JobRoundPlan.Of(0, shards)) with { Total = total } : null;
            },
            cancellationToken).ConfigureAwait(false);
        _id = failure is null && anew && before.Round is not null ? id : _id;
        Pin();
        return (anew, failure);
    }

    /// <inheritdoc/>
    public override async ValueTask<(JobSlice? Slice, string? Failure)> ClaimAsync(CancellationToken cancellationToken)
    {
        var slices = _slices!;
        var failure = await slices.ReadAsync(cancellationToken).ConfigureAwait(false);
        var free = failure is null ? slices.Free(owner => owner == _presence.Name || _presence.IsDead(owner)) : [];
        if (free.Count > 0)
        {
            // Where the job is gone with its index, taking a slice would make an index.
            failure = await _presence.HearAsync(cancellationToken).ConfigureAwait(false);
        }

        if (failure is not null)
        {
            return (null, failure);
        }

        foreach (var number in free)
        {
            if (Order != JobOrder.Work || slices.Round.Number != _presence.Job.Round?.Number)
            {
                break;
            }

            var before = slices.Known(number);
            var turn = new SliceTurn(_presence.Name, _presence.Place, _time.GetUtcNow(), _time.GetUtcNow(), 0);
            var taken = (before?.Document ?? new(_id, _presence.Job.Index, slices.Round.Number, number, slices.Plan[number])) with
            {
                Owner = _presence.Name,
                Turns = [.. before?.Document.Turns ?? [], turn],
                Change = (before?.Document.Change ?? 0) + 1,
            };
            (var written, failure) = await _index.WriteAsync(slices.NameOf(number), taken, before, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return (null, failure);
            }

            if (written is not null)
            {
                slices.Take(number, written);
                return (new ClusterSlice(_index, slices, number, _presence, _time), null);
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public override async ValueTask<(bool IsOver, long? Found, string? Failure)> LookAsync(CancellationToken cancellationToken)
    {
        var slices = _slices!;
        if (slices.Round.Number != _presence.Job.Round?.Number)
        {
            return (true, null, null);
        }

        var failure = await slices.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (slices.AreDone, slices.AreDone ? slices.Counters.Settled - slices.Counters.Lost : null, failure);
    }

    /// <inheritdoc/>
    public override async ValueTask<string?> AdvanceAsync(IReadOnlyList<ShardPosition> next, CancellationToken cancellationToken)
    {
        var (slices, older) = (_slices!, default(JobRoundPlan));
        var failure = await _presence.ChangeAsync(
            job =>
            {
                if (job.Id != _id || job.IsOver || job.Round!.Number != slices.Round.Number || !slices.AreDone)
                {
                    older = null;
                    return null;
                }

                // Those who are about to notice the new round may still look at the present one, but not at the one before that.
                older = job.Rounds.Count > 2 ? job.Rounds[1] : null;
                return job.With(JobRoundPlan.Of(slices.Round.Number + 1, next)) with { Counters = job.Counters + slices.Counters };
            },
            cancellationToken).ConfigureAwait(false);
        if (older is not null && failure is null)
        {
            await _index.RemoveAsync(older.Names(_id), cancellationToken).ConfigureAwait(false);
        }

        Pin();
        return failure;
    }

    /// <inheritdoc/>
    public override ValueTask<string?> HearAsync(CancellationToken cancellationToken) => _presence.HearAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<string?> FinishAsync(bool stays, CancellationToken cancellationToken) => _presence.ChangeAsync(
        job => job.Id != _id || job.IsOver || (job.State == JobState.Following && (stays || _presence.HasOthers)) ? null
            : stays ? job with { State = JobState.Following }
            : job with { State = JobState.Done, Ended = _time.GetUtcNow() },
        cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<bool> LeaveAsync()
    {
        await DisposeAsync().ConfigureAwait(false);

        // Those who work on a job that was begun in the place of this one write through an alias of their own. Of one that is gone nobody knows who is left:
        // they are about to end, too, and until then put back the alias that they miss.
        return _presence.IsGone || !_presence.HasOthers || _presence.Job.Run != _run;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _presence.DisposeAsync();

    // The round that this worker works on from now on: the present one.
    private void Pin()
    {
        if (_presence.Job is { Round: { } round } job && job.Id == _id && _slices?.Round.Number != round.Number)
        {
            _slices = new(_index, _id, round);
        }
    }
}
