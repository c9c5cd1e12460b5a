using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Running;

/// <summary>Backfills indices one after another, keeping a state from which a killed run goes on. Not for concurrent use.</summary>
public sealed class BackfillRun : IAsyncDisposable, IFollowedWork
{
    private readonly BackfillServices _services;
    private readonly BackfillOptions _options;
    private readonly Dictionary<string, WriteGuard> _guards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IndexJob> _jobs = new(StringComparer.Ordinal);
    private readonly List<IndexReport> _reports = [];

    /// <summary>Puts a run together; nothing is sent yet.</summary>
    /// <param name="services">What it works with.</param>
    /// <param name="options">How it goes about it.</param>
    public BackfillRun(BackfillServices services, BackfillOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        (_services, _options) = (services, options);
    }

    /// <summary>Takes hold of every index, and adds the embedding object to the mappings that lack it. A dry run needs neither.</summary>
    /// <param name="plan">A plan without errors.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why that is not possible, in one line; <see langword="null"/> when all indices are as they have to be.</returns>
    public async ValueTask<string?> PrepareAsync(BackfillPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (_options.DryRun)
        {
            return null;
        }

        foreach (var index in plan.Indices)
        {
            if (await TakeUpAsync(index, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var index in plan.Indices)
        {
            if (await GuardOf(index).OpenAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }

        foreach (var index in plan.Indices)
        {
            if (await MapAsync(index, cancellationToken).ConfigureAwait(false) is { } unmapped)
            {
                return unmapped;
            }
        }

        return null;
    }

    /// <summary>
    /// Runs to the end, and then stays: what others write from then on gets its embeddings within seconds, and so do new indices. The state is kept, and
    /// the next run goes on from there. An index that cannot be worked on is tried again.
    /// </summary>
    /// <param name="plan">A plan without errors, prepared.</param>
    /// <param name="find">Finds the indices that there are by now; their models are among the services'.</param>
    /// <param name="options">How often to look.</param>
    /// <param name="stop">Asks to stop, which is the only end: the batch that is being written is finished.</param>
    public async ValueTask<BackfillReport> FollowAsync(
        BackfillPlan plan, Func<CancellationToken, ValueTask<BackfillPlan>> find, FollowOptions options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(options);
        var follow = new BackfillFollow(this, find, _services.News, options, _services.Time);
        return new(await follow.RunAsync(plan, stop).ConfigureAwait(false), IsInterrupted: true);
    }

    /// <summary>
    /// Runs to the end, to the first failure or to a stop. An index that was deleted or made anew meanwhile ends with a failure of its own, and the next
    /// one is begun. The state is removed where nothing is left to go on with.
    /// </summary>
    /// <param name="plan">A plan without errors, prepared.</param>
    /// <param name="stop">Asks to stop: the batch that is being written is finished.</param>
    public async ValueTask<BackfillReport> RunAsync(BackfillPlan plan, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var reports = new List<IndexReport>();
        foreach (var index in plan.Indices)
        {
            var (report, interrupted) = await RunAsync(index, stays: false, stop).ConfigureAwait(false);
            reports.Add(report);
            if (interrupted || (report.Failure is not null && !report.IsReplaced))
            {
                return new(reports, interrupted);
            }
        }

        if (!_options.DryRun && reports.All(report => report.Failure is null && !report.Behind.Any))
        {
            _services.Jobs.End();
        }

        return new(reports, IsInterrupted: false);
    }

    /// <inheritdoc/>
    IReadOnlyList<IndexReport> IFollowedWork.Reports => [.. _reports.Select(WithCounters)];

    /// <inheritdoc/>
    async ValueTask<string?> IFollowedWork.BeginAsync(IndexPlan index, CancellationToken stop)
    {
        var failure = await TakeUpAsync(index, stop).ConfigureAwait(false)
            ?? await GuardOf(index).OpenAsync(stop).ConfigureAwait(false)
            ?? await MapAsync(index, stop).ConfigureAwait(false);
        if (failure is not null)
        {
            return failure;
        }

        var (report, interrupted) = await RunAsync(index, stays: true, stop).ConfigureAwait(false);
        if (report.Failure is not null && _jobs.Remove(index.Name, out var job))
        {
            // Whatever is begun next may be another job, with an alias of its own.
            await LeaveAsync(index.Name, job).ConfigureAwait(false);
            _guards.Remove(index.Name);
        }

        _reports.RemoveAll(known => known.Index == index.Name);
        _reports.Add(report);
        return interrupted ? throw new OperationCanceledException(stop) : report.Failure;
    }

    /// <inheritdoc/>
    FollowedIndex IFollowedWork.Follow(IndexPlan index, FollowOptions options) =>
        new(index, OpenRun(index, () => { }), GuardOf(index), options, _services.Time);

    /// <inheritdoc/>
    ValueTask IFollowedWork.LetGoAsync(string index) =>
        _guards.TryGetValue(index, out var guard) && !_jobs[index].IsShared ? guard.CloseAsync(_services.Calls) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    async ValueTask IFollowedWork.EndAsync(string index)
    {
        if (_guards.Remove(index, out var guard))
        {
            await guard.CloseAsync(_services.Calls).ConfigureAwait(false);
        }

        if (_jobs.Remove(index, out var job))
        {
            await job.LeaveAsync().ConfigureAwait(false);
        }

        await _services.Jobs.ForgetAsync(index).ConfigureAwait(false);
    }

    /// <summary>Lets go of the indices.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (index, job) in _jobs)
        {
            await LeaveAsync(index, job).ConfigureAwait(false);
        }

        _jobs.Clear();
        _guards.Clear();
    }

    // Who works on an index with others leaves it to them.
    private async ValueTask LeaveAsync(string index, IndexJob job)
    {
        if (await job.LeaveAsync().ConfigureAwait(false) && _guards.TryGetValue(index, out var guard))
        {
            await guard.CloseAsync(_services.Calls).ConfigureAwait(false);
        }
    }

    private async ValueTask<string?> TakeUpAsync(IndexPlan plan, CancellationToken cancellationToken)
    {
        if (_jobs.ContainsKey(plan.Name))
        {
            return null;
        }

        var (job, refusal) = await _services.Jobs.OpenAsync(plan, cancellationToken).ConfigureAwait(false);
        if (job is not null)
        {
            _jobs[plan.Name] = job;
        }

        return refusal;
    }

    private async ValueTask<(IndexReport Report, bool Interrupted)> RunAsync(IndexPlan plan, bool stays, CancellationToken stop)
    {
        var started = _services.Time.GetTimestamp();
        if (await TakeUpAsync(plan, stop).ConfigureAwait(false) is { } refusal)
        {
            return (new IndexReport(plan.Name, plan.Fields.Embedding, new(), new(), TimeSpan.Zero) { Failure = refusal }, false);
        }

        var (job, guard) = (_jobs[plan.Name], GuardOf(plan));
        IndexRun? run = null;
        long? before = null;
        run = OpenRun(plan, () =>
        {
            before ??= Math.Max(0, job.Counters.Scanned - run!.Done.Scanned);
            _services.Progress?.Report(new(plan.Name, run!.Total, job.Counters, before.Value) { Share = run.Share });
        });
        IndexFailure? failure = null;
        var interrupted = false;
        try
        {
            failure = _options.DryRun || await guard.OpenAsync(stop).ConfigureAwait(false) is not { } unguarded
                ? await run.RunAsync(stays, stop).ConfigureAwait(false)
                : await run.ExplainAsync(unguarded, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            interrupted = true;
        }
        finally
        {
            if (!stays)
            {
                _jobs.Remove(plan.Name);
                await LeaveAsync(plan.Name, job).ConfigureAwait(false);
            }
        }

        var report = new IndexReport(plan.Name, plan.Fields.Embedding, job.Counters, run.Done, _services.Time.GetElapsedTime(started))
        {
            Coverage = failure is null && !interrupted ? run.Coverage : null,
            Behind = run.Behind,
            Encoded = run.Encoded,
            Failure = failure?.Reason,
            IsReplaced = failure?.IsReplaced == true,
        };
        return (report, interrupted);
    }

    private IndexRun OpenRun(IndexPlan plan, Action changed) => new(plan, _jobs[plan.Name], GuardOf(plan), _services, _options, changed);

    // Not broken off in the middle: see there.
    private async ValueTask<string?> MapAsync(IndexPlan index, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mappings = new MappingAddition(_services.Calls, _services.Identity.Family, index.Fields.Model.Dimensions);
        return index.LacksMapping
            && await mappings.AddAsync(GuardOf(index).Target, index.Fields.Embedding, CancellationToken.None).ConfigureAwait(false) is { } refusal
                ? MappingFailure.Of(index.Name, refusal)
                : null;
    }

    private WriteGuard GuardOf(IndexPlan plan)
    {
        if (!_guards.TryGetValue(plan.Name, out var guard))
        {
            var calls = new RetryingClusterCalls(_services.Calls, _services.Backoff, _services.Time);
            var job = _jobs[plan.Name];
            var run = new GuardedRun(job.Run, _services.Place) { IsAlone = !job.IsShared, Over = job.Over };
            guard = _guards[plan.Name] = new WriteGuard(calls, plan, run, _options.Guard, _services.Time);
        }

        return guard;
    }

    private IndexReport WithCounters(IndexReport report) =>
        _jobs.TryGetValue(report.Index, out var job) ? report with { Counters = job.Counters } : report;
}
