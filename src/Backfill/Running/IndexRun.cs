using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Guarding;
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
/// 2. works through each shard up to there;
/// 3. sweeps up what was written meanwhile without an embedding of its text, again and again until there is nothing;
/// 4. counts what the index holds now.
/// Before each of these it makes sure that it is still the index that it began with. The state after each batch is handed out, so that the next run goes
/// on from there.
/// Not for concurrent use.
/// </summary>
internal sealed class IndexRun
{
    private readonly IndexPlan _plan;
    private readonly BackfillServices _services;
    private readonly BackfillOptions _options;
    private readonly RetryingClusterCalls _calls;
    private readonly CoverageCounter _coverage;
    private readonly IndexWatch _watch;
    private readonly UnconfirmedWrites _unconfirmed;
    private readonly ShardRun _first;
    private readonly ShardRun _sweep;
    private readonly ProgressKeeper _keeper;

    public IndexRun(
        IndexPlan plan,
        IndexProgress progress,
        WriteGuard guard,
        BackfillServices services,
        BackfillOptions options,
        Action<IndexProgress, IReadOnlyList<LostDocument>> changed)
    {
        options = options with { BatchDocuments = Math.Min(options.BatchDocuments, BatchFor(options.DocumentsPerSecond)) };
        (_plan, _services, _options) = (plan, services, options);
        _keeper = new ProgressKeeper(progress, guard, changed);
        _calls = new RetryingClusterCalls(services.Calls, services.Backoff, services.Time);
        _coverage = new CoverageCounter(_calls, plan.Fields.Model.Fingerprint);
        var scanner = new IndexScanner(_calls, services.Identity) { Once = services.Calls };
        _watch = new IndexWatch(plan, guard, services.Calls, new IndexIdentityReader(_calls, scanner), scanner);

        // What this run has embedded is up to date for its sweeps, also where every document was to be embedded again.
        var outdated = new DocumentAssessor(plan.Fields, options with { Mode = BackfillMode.Outdated });
        var assessor = options.Mode == BackfillMode.All ? new DocumentAssessor(plan.Fields, options) : outdated;
        _unconfirmed = new UnconfirmedWrites(plan, scanner, outdated);
        var encoder = new BatchEncoder(services.Encoders[plan.Fields.Model.Fingerprint], services.Identity.Family, services.Time);
        var writes = new RetryingClusterCalls(guard.CallsFor(services.Calls), services.Backoff, services.Time);
        var bulk = new BulkWriter(writes, new BulkRequest(plan, new(guard.Target, guard.UsesAlias), assessor.Splice), services.Backoff, services.Time);
        var throttle = new Throttle(options.DocumentsPerSecond, services.Time);
        ShardRun Run(DocumentAssessor by) =>
            new(scanner, by, encoder, new GuardedWriter(bulk, scanner, by, encoder, options.ConflictRetries), throttle, options);
        (_first, _sweep) = (Run(assessor), Run(outdated));
    }

    /// <summary>How far the index is.</summary>
    public IndexProgress Progress => _keeper.Progress;

    /// <summary>What the index holds; known at the end.</summary>
    public IndexCoverage? Coverage { get; private set; }

    /// <summary>What others wrote until the end.</summary>
    public IndexBehind Behind { get; private set; } = IndexBehind.None;

    /// <summary>Documents that the scan will read, as far as is known.</summary>
    public long Total => Coverage is { } coverage ? (_options.Mode == BackfillMode.Missing ? coverage.Total - coverage.Current : coverage.Total) : 0;

    /// <summary>Whether the index was begun from its beginning, whatever state there was.</summary>
    public bool IsAnew { get; private set; }

    /// <summary>Finds the cause behind a failure.</summary>
    public ValueTask<IndexFailure> ExplainAsync(string failure, CancellationToken cancellationToken) => _watch.ExplainAsync(failure, cancellationToken);

    /// <summary>Runs to the end, to a failure or to a stop.</summary>
    /// <returns>Why the index could not be finished; null when it is done.</returns>
    public async ValueTask<IndexFailure?> RunAsync(CancellationToken stop) =>
        await WorkAsync(stop).ConfigureAwait(false) is { } failure ? await _watch.ExplainAsync(failure, stop).ConfigureAwait(false) : null;

    /// <summary>
    /// Sweeps up once what was written since the last pass, where anything was. For an index whose work is done. What is written itself is met the next time,
    /// and found up to date.
    /// </summary>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>What was done; or why it could not be.</returns>
    public async ValueTask<(BackfillCounters Done, IndexFailure? Failure)> FollowAsync(CancellationToken stop)
    {
        var before = Progress.Counters;
        var (identity, failure) = await _watch.CheckAsync(stop).ConfigureAwait(false);
        if (identity is not null && identity.Shards.Zip(Progress.Shards).Any(pair => pair.First.Through > pair.Second.Through))
        {
            (identity, failure) = await NowAsync(stop).ConfigureAwait(false);
            if (identity is not null)
            {
                _keeper.Set(Progress with { Sweeping = true, Shards = On(identity) });
                failure = await PassAsync(stop).ConfigureAwait(false);
            }
        }

        return (Progress.Counters - before, failure is null ? null : await _watch.ExplainAsync(failure, stop).ConfigureAwait(false));
    }

    // Under a rate the cluster is spared by small batches all the time, not by a large one now and then.
    private static int BatchFor(double? documentsPerSecond) => documentsPerSecond is { } rate ? (int)Math.Clamp(rate, 1, 10_000) : int.MaxValue;

    private async ValueTask<string?> WorkAsync(CancellationToken stop)
    {
        var failure = await BeginAsync(stop).ConfigureAwait(false)
            ?? await CountAsync(stop).ConfigureAwait(false)
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
        if (identity is null)
        {
            return failure;
        }

        if (Progress.Shards.Count > 0 && identity.Continues(Progress.Shards))
        {
            var (found, unknown) = await _unconfirmed.FindAsync(Progress.Unconfirmed, cancellationToken).ConfigureAwait(false);
            if (unknown is null && Progress.Unconfirmed.Count > 0)
            {
                _keeper.Confirm(found);
            }

            return unknown;
        }

        IsAnew = true;
        var shards = identity.Shards.Select(shard => new ShardPosition(shard.Number, -1, shard.Through, shard.History));
        _keeper.Set(_plan.Beginning with { Shards = [.. shards] });
        return null;
    }

    private async ValueTask<string?> SweepAsync(CancellationToken stop)
    {
        for (var sweep = 0; sweep < _options.Sweeps; sweep++)
        {
            var (identity, failure) = await NowAsync(stop).ConfigureAwait(false);
            if (identity is null)
            {
                return failure;
            }

            var before = Progress.Counters;
            _keeper.Set(Progress with { Sweeping = true, Shards = On(identity) });
            if (await PassAsync(stop).ConfigureAwait(false) is { } unswept)
            {
                return unswept;
            }

            // Lost documents stay where they are, and the next sweep begins behind them.
            if (Progress.Counters.Settled - Progress.Counters.Lost == before.Settled - before.Lost)
            {
                return null;
            }
        }

        return await CountBehindAsync(stop).ConfigureAwait(false);
    }

    private async ValueTask<string?> CountBehindAsync(CancellationToken stop)
    {
        var (identity, failure) = await NowAsync(stop).ConfigureAwait(false);
        foreach (var position in identity is null ? [] : On(identity))
        {
            failure ??= await _sweep.CountAsync(RangeOf(position, query: null), (batch, _) => Behind = Behind with
            {
                Missing = Behind.Missing + batch.Items.Count(item => !item.IsOutdated),
                Stale = Behind.Stale + batch.Items.Count(item => item.IsOutdated),
            }, stop).ConfigureAwait(false);
        }

        return failure;
    }

    // Each sweep goes from where the last pass ended to what is written now.
    private ShardPosition[] On(IndexIdentity identity) =>
        [.. Progress.Shards.Zip(
            identity.Shards,
            (position, now) => position with { After = Math.Max(position.After, position.Through), Through = now.Through })];

    private ShardRange RangeOf(ShardPosition position, string? query) =>
        new(_plan.Name, position.Shard, position.After, position.Through) { Query = query };

    private async ValueTask<string?> PassAsync(CancellationToken stop)
    {
        var run = Progress.Sweeping ? _sweep : _first;
        var onlyMissing = _options.Mode == BackfillMode.Missing && !Progress.Sweeping;
        var query = onlyMissing ? EmbeddingQueries.Missing(_plan.Fields.Embedding, _plan.Fields.Model.Fingerprint) : null;
        foreach (var position in Progress.Shards.ToArray())
        {
            var range = RangeOf(position, query);
            var failure = _options.DryRun
                ? await run.CountAsync(range, (_, batch) => _keeper.Done(position.Shard, batch), stop).ConfigureAwait(false)
                : await run.RunAsync(range, _keeper, stop).ConfigureAwait(false);
            if (failure is not null)
            {
                return failure;
            }

            _keeper.EndShard(position.Shard, position.Through);
        }

        _keeper.EndPass();
        return null;
    }

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
