using System.Runtime.CompilerServices;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Governing;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Settings;
using TwinBert.Backfill.Writing;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>
/// Backfills one index:
/// 1. notes up to which sequence number the writes of each shard are done, and makes them visible to searches;
/// 2. works through the slices of all shards up to there, as many of them as other workers leave to it;
/// 3. sweeps up what was written meanwhile without an embedding of its text, again and again until there is nothing;
/// 4. counts what the index holds now.
/// Before each of these it makes sure that it is still the index that it began with. The job keeps the state after each batch, so that the next run goes
/// on from there.
/// Not for concurrent use.
/// </summary>
internal sealed class IndexRun
{
    private const int MostReopened = 3;

    private readonly IndexPlan _plan;
    private readonly BackfillServices _services;
    private readonly BackfillOptions _options;
    private readonly RetryingClusterCalls _calls;
    private readonly CoverageCounter _coverage;
    private readonly IndexWatch _watch;
    private readonly UnconfirmedWrites _unconfirmed;
    private readonly BatchEncoder _encoder;
    private readonly Governor _governor;
    private readonly SliceRun _first;
    private readonly SliceRun _sweep;
    private readonly IndexJob _job;
    private readonly WriteGuard _guard;
    private readonly Action _changed;
    private int _reopened;

    public IndexRun(IndexPlan plan, IndexJob job, WriteGuard guard, BackfillServices services, BackfillOptions options, Action changed)
    {
        options = options with { BatchDocuments = Math.Min(options.BatchDocuments, BatchFor(options.DocumentsPerSecond)) };
        (_plan, _services, _options, _job, _guard, _changed) = (plan, services, options, job, guard, changed);
        _governor = new Governor(services.Calls, plan.Name, options.Governor, services.Time);
        _calls = new RetryingClusterCalls(_governor, services.Backoff, services.Time);
        _coverage = new CoverageCounter(_calls, plan.Fields.Model.Fingerprint);
        var scanner = new IndexScanner(_calls, services.Identity) { Once = services.Calls };
        _watch = new IndexWatch(plan, guard, services.Calls, new IndexIdentityReader(_calls, scanner), scanner);

        // What this run has embedded is up to date for its sweeps, also where every document was to be embedded again.
        var outdated = new DocumentAssessor(plan.Fields, options with { Mode = BackfillMode.Outdated });
        var assessor = options.Mode == BackfillMode.All ? new DocumentAssessor(plan.Fields, options) : outdated;
        _unconfirmed = new UnconfirmedWrites(plan, scanner, outdated);
        var encoder = _encoder = new BatchEncoder(services.Encoders[plan.Fields.Model.Fingerprint], plan.Spelling, services.Time);
        var writes = new RetryingClusterCalls(guard.CallsFor(_governor), services.Backoff, services.Time);
        var bulk = new BulkWriter(writes, new BulkRequest(plan, new(guard.Target, guard.UsesAlias), assessor.Splice), services.Backoff, services.Time);
        var throttle = new Throttle(options.DocumentsPerSecond, services.Time);
        SliceRun Run(DocumentAssessor by) =>
            new(scanner, by, encoder, new GuardedWriter(bulk, scanner, by, encoder, options.ConflictRetries), _governor, throttle, options);
        (_first, _sweep) = (Run(assessor), Run(outdated));
    }

    /// <summary>What this run has done.</summary>
    public BackfillCounters Done { get; private set; } = new();

    /// <summary>How many texts this run has encoded, some of them in vain or again.</summary>
    public long Encoded => _encoder.Texts;

    /// <summary>The part of its speed that this run keeps, up to 1.</summary>
    public double Share => _governor.Share;

    /// <summary>What the index holds; known at the end.</summary>
    public IndexCoverage? Coverage { get; private set; }

    /// <summary>What others wrote until the end.</summary>
    public IndexBehind Behind { get; private set; } = IndexBehind.None;

    /// <summary>Documents that the scan will read, as far as is known.</summary>
    public long Total => Coverage is { } coverage ? (_options.Mode == BackfillMode.Missing ? coverage.Total - coverage.Current : coverage.Total) : 0;

    /// <summary>Finds the cause behind a failure.</summary>
    public ValueTask<IndexFailure> ExplainAsync(string failure, CancellationToken cancellationToken) => _watch.ExplainAsync(failure, cancellationToken);

    /// <summary>Runs to the end, to a failure or to a stop.</summary>
    /// <param name="stays">Whether the run stays with the index then.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>Why the index could not be finished; null when it is done.</returns>
    public async ValueTask<IndexFailure?> RunAsync(bool stays, CancellationToken stop) =>
        await WorkAsync(stays, stop).ConfigureAwait(false) is { } failure ? await ExplainUnlessOrderedAsync(failure, stop).ConfigureAwait(false) : null;

    /// <summary>
    /// Sweeps up once what was written since the last pass, where anything was. For an index whose work is done. What is written itself is met the next time,
    /// and found up to date.
    /// </summary>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>What was done; or why it could not be.</returns>
    public async ValueTask<(BackfillCounters Done, IndexFailure? Failure)> FollowAsync(CancellationToken stop)
    {
        var before = Done;
        var (identity, failure) = await _watch.CheckAsync(stop).ConfigureAwait(false);
        if (identity is not null && _job.Round is { } round)
        {
            // Somebody else may have begun a round.
            failure = await PassAsync(stop).ConfigureAwait(false);
            if (failure is null && identity.Shards.Zip(_job.Round.Shards).Any(pair => pair.First.Through > pair.Second.Through))
            {
                failure = await SweepOnceAsync(stop).ConfigureAwait(false);
            }
        }

        return (Done - before, failure is null ? null : await ExplainUnlessOrderedAsync(failure, stop).ConfigureAwait(false));
    }

    // Under a rate the cluster is spared by small batches all the time, not by a large one now and then.
    private static int BatchFor(double? documentsPerSecond) => documentsPerSecond is { } rate ? (int)Math.Clamp(rate, 1, 10_000) : int.MaxValue;

    private async ValueTask<string?> WorkAsync(bool stays, CancellationToken stop)
    {
        var failure = await CountAsync(stop).ConfigureAwait(false)
            ?? await BeginAsync(stop).ConfigureAwait(false)
            ?? await PassAsync(stop).ConfigureAwait(false);
        if (failure is not null || _options.DryRun)
        {
            return failure ?? await CountAsync(stop).ConfigureAwait(false);
        }

        failure = await SweepAsync(stop).ConfigureAwait(false);
        if (failure is null)
        {
            await RefreshAsync(stop).ConfigureAwait(false);
            (_, failure) = await _watch.CheckAsync(stop).ConfigureAwait(false);
        }

        if (failure is null && !Behind.Any)
        {
            failure = await _job.FinishAsync(stays, stop).ConfigureAwait(false);
        }

        return failure ?? await CountAsync(stop).ConfigureAwait(false);
    }

    private async ValueTask<string?> CountAsync(CancellationToken cancellationToken)
    {
        (Coverage, var failure) = await _coverage.CountAsync(_plan.Name, _plan.Fields.Embedding, cancellationToken).ConfigureAwait(false);
        return failure;
    }

    // The positions of an earlier run mean nothing in another history of the shards: after a restored snapshot, for one. What is up to date is not
    // embedded again for it.
    private async ValueTask<string?> BeginAsync(CancellationToken cancellationToken)
    {
        var (identity, failure) = await NowAsync(cancellationToken).ConfigureAwait(false);
        if (identity is not null)
        {
            (_, failure) = await _job.BeginAsync(identity, Total, cancellationToken).ConfigureAwait(false);
        }

        return failure;
    }

    private async ValueTask<string?> SweepAsync(CancellationToken stop)
    {
        for (var sweep = 0; sweep < _options.Sweeps && _job.Order != JobOrder.Done; sweep++)
        {
            if (await SweepOnceAsync(stop).ConfigureAwait(false) is { } unswept)
            {
                return unswept;
            }

            // Lost documents stay where they are, and the next sweep begins behind them.
            var (_, found, failure) = await _job.LookAsync(stop).ConfigureAwait(false);
            if (failure is not null || found == 0)
            {
                return failure;
            }
        }

        return _job.Order == JobOrder.Done ? null : await CountBehindAsync(stop).ConfigureAwait(false);
    }

    private async ValueTask<string?> SweepOnceAsync(CancellationToken stop)
    {
        var (identity, failure) = await NowAsync(stop).ConfigureAwait(false);
        return identity is null
            ? failure
            : await _job.AdvanceAsync(On(identity), stop).ConfigureAwait(false) ?? await PassAsync(stop).ConfigureAwait(false);
    }

    private async ValueTask<string?> CountBehindAsync(CancellationToken stop)
    {
        var (identity, failure) = await NowAsync(stop).ConfigureAwait(false);
        foreach (var position in identity is null ? [] : On(identity))
        {
            failure ??= await _sweep.CountAsync(RangeOf(position, query: null), (batch, _) =>
            {
                Behind = Behind with
                {
                    Missing = Behind.Missing + batch.Items.Count(item => !item.IsOutdated),
                    Stale = Behind.Stale + batch.Items.Count(item => item.IsOutdated),
                };
                return default;
            }, stop).ConfigureAwait(false);
        }

        return failure;
    }

    // Each sweep goes from where the last pass ended to what is written now.
    private ShardPosition[] On(IndexIdentity identity) =>
        [.. _job.Round!.Shards.Zip(
            identity.Shards,
            (position, now) => position with { After = Math.Max(position.After, position.Through), Through = now.Through })];

    private ShardRange RangeOf(ShardPosition position, string? query) =>
        new(_plan.Name, position.Shard, position.After, position.Through) { Query = query };

    // Until all slices of the round are done, by whomever. While others have the last ones, they may die.
    private async ValueTask<string?> PassAsync(CancellationToken stop)
    {
        while (true)
        {
            if (await WorkThroughAsync(stop).ConfigureAwait(false) is { } failure)
            {
                if (await ReopenAsync(stop).ConfigureAwait(false))
                {
                    continue;
                }

                return failure;
            }

            if (OrderedEnd() is { } ordered)
            {
                return ordered;
            }

            var (isOver, _, unknown) = await _job.LookAsync(stop).ConfigureAwait(false);
            if (unknown is not null || isOver || _job.Order is JobOrder.Done)
            {
                return unknown;
            }

            await _guard.RenewAsync(stop).ConfigureAwait(false);
            await Task.Delay(_job.Patience, _services.Time, stop).ConfigureAwait(false);
        }
    }

    // A worker that left as this one came may have taken the alias away: it saw nobody else.
    private async ValueTask<bool> ReopenAsync(CancellationToken stop) =>
        _job is { IsShared: true, Order: JobOrder.Work } && _reopened++ < MostReopened
        && await _watch.IsAliasGoneAsync(stop).ConfigureAwait(false)
        && await _job.HearAsync(stop).ConfigureAwait(false) is null && _job.Order == JobOrder.Work
        && (await _watch.CheckAsync(stop).ConfigureAwait(false)).Failure is null
        && await _guard.ReopenAsync(stop).ConfigureAwait(false) is null;

    private async ValueTask<string?> WorkThroughAsync(CancellationToken stop)
    {
        var round = _job.Round!;
        var run = round.IsSweep ? _sweep : _first;
        var streak = new RefusalStreak();
        var taken = new List<JobSlice>();
        try
        {
            var slices = ClaimAsync(round, streak, taken, stop);
            var failure = _options.DryRun
                ? await CountAsync(run, slices, stop).ConfigureAwait(false)
                : await run.RunAsync(slices, () => _job.Order != JobOrder.Work, stop).ConfigureAwait(false);
            return failure ?? await streak.SettleAsync().ConfigureAwait(false);
        }
        finally
        {
            foreach (var slice in taken)
            {
                await slice.ReleaseAsync().ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<(SliceWork? Slice, string? Failure)> ClaimAsync(
        JobRound round, RefusalStreak streak, List<JobSlice> taken, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var onlyMissing = _options.Mode == BackfillMode.Missing && !round.IsSweep;
        var query = onlyMissing ? EmbeddingQueries.Missing(_plan.Fields.Embedding, _plan.Fields.Model.Fingerprint) : null;
        while (_job.Order == JobOrder.Work)
        {
            var (slice, failure) = await _job.ClaimAsync(cancellationToken).ConfigureAwait(false);
            if (slice is null && failure is null)
            {
                yield break;
            }

            SliceKeeper? keeper = null;
            if (slice is not null)
            {
                taken.Add(slice);
                keeper = new SliceKeeper(slice, round.IsSweep, streak, _guard, Count);
                failure = await ConfirmAsync(slice, keeper, cancellationToken).ConfigureAwait(false);
            }

            if (failure is not null)
            {
                yield return (null, failure);
                yield break;
            }

            var range = new ShardRange(_plan.Name, slice!.Progress.Shard, slice.Progress.After, slice.Progress.Through) { Query = query };
            yield return (new(range, keeper!), null);
        }
    }

    private async ValueTask<string?> ConfirmAsync(JobSlice slice, SliceKeeper keeper, CancellationToken cancellationToken)
    {
        if (slice.Progress.Unconfirmed.Count == 0)
        {
            return null;
        }

        var (found, unknown) = await _unconfirmed.FindAsync(slice.Progress.Unconfirmed, cancellationToken).ConfigureAwait(false);
        return unknown ?? await keeper.ConfirmAsync(found, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<string?> CountAsync(
        SliceRun run, IAsyncEnumerable<(SliceWork? Slice, string? Failure)> slices, CancellationToken stop)
    {
        await foreach (var (slice, failure) in slices.WithCancellation(stop).ConfigureAwait(false))
        {
            var uncounted = slice is null
                ? failure
                : await run.CountAsync(slice.Range, (_, batch) => slice.Keeper.DoneAsync(batch, stop), stop).ConfigureAwait(false);
            if (uncounted is not null)
            {
                return uncounted;
            }
        }

        return null;
    }

    private void Count(BackfillCounters done)
    {
        Done += done;
        _changed();
    }

    private string? OrderedEnd() => _job.Order switch
    {
        JobOrder.Cancel => "The job was cancelled. The same command begins it anew.",
        JobOrder.GiveWay => "The job was begun anew by another command, which goes on with it.",
        JobOrder.Gone => JobsIndex.GoneText(JobName.Of(_plan.Name, _plan.Fields.Embedding)),
        _ => null,
    };

    private async ValueTask<IndexFailure> ExplainUnlessOrderedAsync(string failure, CancellationToken stop) =>
        OrderedEnd() is { } ordered
            ? new(ordered)
            {
                IsCancelled = _job.Order == JobOrder.Cancel,
                IsBegunAnew = _job.Order == JobOrder.GiveWay,
                IsJobGone = _job.Order == JobOrder.Gone,
            }
            : await _watch.ExplainAsync(failure, stop).ConfigureAwait(false);

    // First up to where writes are done, then what of that can be seen. Refreshed before as well, for an account that may see no more than the highest
    // visible number.
    private async ValueTask<(IndexIdentity? Identity, string? Failure)> NowAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        var now = await _watch.CheckAsync(cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return now;
    }

    // Only what is visible to searches can be scanned. An account that may not refresh sees the rest a second later.
    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (!_options.DryRun)
        {
            await _calls.SendAsync(new ClusterCall(HttpMethod.Post, $"/{Uri.EscapeDataString(_plan.Name)}/_refresh"), cancellationToken).ConfigureAwait(false);
        }
    }
}
