using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>The work on an index whose state is in a file: each shard is one slice, and this worker is the only one. Not for concurrent use.</summary>
/// <param name="store">The file.</param>
/// <param name="run">What the run is called.</param>
/// <param name="fresh">The index before anything is done.</param>
/// <param name="progress">The state to go on from.</param>
internal sealed class FileIndexJob(FileJobStore store, string run, IndexProgress fresh, IndexProgress progress) : IndexJob
{
    private readonly HashSet<int> _taken = [];
    private IndexProgress _progress = progress;
    private int _round = progress.Sweeping ? 1 : 0;

    // What an earlier process found in the same round is not known.
    private BackfillCounters? _before;

    /// <inheritdoc/>
    public override string Run => run;

    /// <inheritdoc/>
    public override JobRound? Round => _progress.Shards.Count == 0 ? null : new(_round, _progress.Shards);

    /// <inheritdoc/>
    public override BackfillCounters Counters => _progress.Counters;

    /// <inheritdoc/>
    public override JobOrder Order => JobOrder.Work;

    /// <inheritdoc/>
    public override ValueTask<(bool IsAnew, string? Failure)> BeginAsync(IndexIdentity now, long total, CancellationToken cancellationToken)
    {
        if (_progress.Shards.Count > 0 && now.Continues(_progress.Shards))
        {
            return ValueTask.FromResult<(bool, string?)>((false, null));
        }

        (_round, _before) = (0, new());
        Keep(fresh with { Shards = [.. now.Shards.Select(shard => new ShardPosition(shard.Number, -1, shard.Through, shard.History))] }, []);
        return ValueTask.FromResult<(bool, string?)>((true, null));
    }

    /// <inheritdoc/>
    public override ValueTask<(JobSlice? Slice, string? Failure)> ClaimAsync(CancellationToken cancellationToken)
    {
        var free = _progress.Shards.FirstOrDefault(position => position.After < position.Through && !_taken.Contains(position.Shard));
        if (free is null)
        {
            return ValueTask.FromResult<(JobSlice?, string?)>(default);
        }

        // Writes that an earlier process had begun belong to the first shard that is not done.
        var unconfirmed = _taken.Count == 0 ? _progress.Unconfirmed : [];
        _taken.Add(free.Shard);
        return ValueTask.FromResult<(JobSlice?, string?)>((new Slice(this, new(free.Shard, free.After, free.Through) { Unconfirmed = unconfirmed }), null));
    }

    /// <inheritdoc/>
    public override ValueTask<(bool IsOver, long? Found, string? Failure)> LookAsync(CancellationToken cancellationToken)
    {
        long? found = _before is { } before ? Counters.Settled - Counters.Lost - (before.Settled - before.Lost) : null;
        return ValueTask.FromResult<(bool, long?, string?)>((_progress.Shards.All(position => position.After >= position.Through), found, null));
    }

    /// <inheritdoc/>
    public override ValueTask<string?> AdvanceAsync(IReadOnlyList<ShardPosition> next, CancellationToken cancellationToken)
    {
        _round++;
        _before = Counters;
        Keep(_progress with { Sweeping = true, Shards = next }, []);
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask<string?> FinishAsync(bool stays, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public override ValueTask<bool> LeaveAsync() => ValueTask.FromResult(true);

    private void Keep(IndexProgress next, IReadOnlyList<LostDocument> lost)
    {
        _progress = next;
        store.Keep(next, lost);
    }

    private sealed class Slice(FileIndexJob job, SliceProgress progress) : JobSlice(progress)
    {
        public override ValueTask<string?> SaveAsync(SliceProgress next, IReadOnlyList<LostDocument> lost, CancellationToken cancellationToken)
        {
            var added = next.Counters - Progress.Counters;
            Progress = next;
            job.Keep(
                job._progress with
                {
                    Shards = [.. job._progress.Shards.Select(shard => shard.Shard == next.Shard ? shard with { After = next.After } : shard)],
                    Unconfirmed = next.Unconfirmed,
                    Counters = job._progress.Counters + added,
                },
                lost);
            return default;
        }

        public override ValueTask ReleaseAsync()
        {
            job._taken.Remove(Progress.Shard);
            return ValueTask.CompletedTask;
        }
    }
}
