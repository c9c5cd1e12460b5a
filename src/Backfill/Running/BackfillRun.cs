using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Running;

/// <summary>Backfills indices one after another, keeping a checkpoint from which a killed run goes on. Not for concurrent use.</summary>
public sealed class BackfillRun : IAsyncDisposable, IFollowedWork
{
    private readonly BackfillServices _services;
    private readonly BackfillOptions _options;
    private readonly Dictionary<string, WriteGuard> _guards = new(StringComparer.Ordinal);
    private readonly List<IndexReport> _reports = [];
    private BackfillCheckpoint _checkpoint;

    /// <summary>Puts a run together; nothing is sent yet.</summary>
    /// <param name="services">What it works with.</param>
    /// <param name="options">How it goes about it.</param>
    /// <param name="begin">The state to go on from, or that of a new run.</param>
    public BackfillRun(BackfillServices services, BackfillOptions options, BackfillCheckpoint begin)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(begin);
        _services = services;
        _options = options;
        _checkpoint = begin.Run.Length > 0 ? begin : begin with { Run = services.RunName };
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

        // Whoever finds the run's aliases after a crash must know that they are its own.
        _services.Checkpoint.Save(_checkpoint);
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
    /// Runs to the end, and then stays: what others write from then on gets its embeddings within seconds, and so do new indices. The checkpoint is kept, and
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
    /// one is begun. The checkpoint is removed where nothing is left to go on with.
    /// </summary>
    /// <param name="plan">A plan without errors, prepared.</param>
    /// <param name="stop">Asks to stop: the batch that is being written is finished.</param>
    public async ValueTask<BackfillReport> RunAsync(BackfillPlan plan, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var reports = new List<IndexReport>();
        foreach (var index in plan.Indices)
        {
            var (report, interrupted) = await RunAsync(index, stop).ConfigureAwait(false);
            reports.Add(report);
            if (interrupted || (report.Failure is not null && !report.IsReplaced))
            {
                return new(reports, interrupted);
            }
        }

        if (!_options.DryRun && reports.All(report => report.Failure is null && !report.Behind.Any))
        {
            _services.Checkpoint.Delete();
        }

        return new(reports, IsInterrupted: false);
    }

    /// <inheritdoc/>
    IReadOnlyList<IndexReport> IFollowedWork.Reports => [.. _reports.Select(WithCounters)];

    /// <inheritdoc/>
    async ValueTask<string?> IFollowedWork.BeginAsync(IndexPlan index, CancellationToken stop)
    {
        var failure = await GuardOf(index).OpenAsync(stop).ConfigureAwait(false) ?? await MapAsync(index, stop).ConfigureAwait(false);
        if (failure is not null)
        {
            return failure;
        }

        var (report, interrupted) = await RunAsync(index, stop).ConfigureAwait(false);
        _reports.RemoveAll(known => known.Index == index.Name);
        _reports.Add(report);
        return interrupted ? throw new OperationCanceledException(stop) : report.Failure;
    }

    /// <inheritdoc/>
    FollowedIndex IFollowedWork.Follow(IndexPlan index, FollowOptions options) =>
        new(index, OpenRun(index, Resumed(index), Keep), GuardOf(index), options, _services.Time);

    /// <inheritdoc/>
    ValueTask IFollowedWork.LetGoAsync(string index) => _guards.TryGetValue(index, out var guard) ? guard.CloseAsync(_services.Calls) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    async ValueTask IFollowedWork.EndAsync(string index)
    {
        if (_guards.Remove(index, out var guard))
        {
            await guard.CloseAsync(_services.Calls).ConfigureAwait(false);
        }

        _checkpoint = _checkpoint.Without(index);
        _services.Checkpoint.Save(_checkpoint);
    }

    /// <summary>Lets go of the indices.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var guard in _guards.Values)
        {
            await guard.CloseAsync(_services.Calls).ConfigureAwait(false);
        }

        _guards.Clear();
    }

    private async ValueTask<(IndexReport Report, bool Interrupted)> RunAsync(IndexPlan plan, CancellationToken stop)
    {
        var started = _services.Time.GetTimestamp();
        var progress = Resumed(plan);
        var before = progress.Counters;
        var guard = GuardOf(plan);
        IndexRun? run = null;
        run = OpenRun(plan, progress, (now, lost) => Changed(now, lost, run?.Total ?? 0, before.Scanned));
        IndexFailure? failure = null;
        var interrupted = false;
        try
        {
            failure = _options.DryRun || await guard.OpenAsync(stop).ConfigureAwait(false) is not { } unguarded
                ? await run.RunAsync(stop).ConfigureAwait(false)
                : await run.ExplainAsync(unguarded, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            interrupted = true;
        }
        finally
        {
            await guard.CloseAsync(_services.Calls).ConfigureAwait(false);
        }

        // An index that was begun anew has fewer documents than its state had before.
        before = run.IsAnew ? new() : before;
        var report = new IndexReport(plan.Name, run.Progress.Counters, run.Progress.Counters - before, _services.Time.GetElapsedTime(started))
        {
            Coverage = failure is null && !interrupted ? run.Coverage : null,
            Behind = run.Behind,
            Failure = failure?.Reason,
            IsReplaced = failure?.IsReplaced == true,
        };
        return (report, interrupted);
    }

    private IndexRun OpenRun(IndexPlan plan, IndexProgress progress, Action<IndexProgress, IReadOnlyList<LostDocument>> changed) =>
        new(plan, progress, GuardOf(plan), _services, _options, changed);

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
            guard = _guards[plan.Name] = new WriteGuard(calls, plan, _checkpoint.Run, _services.Place, _options.Guard, _services.Time);
        }

        return guard;
    }

    // An index of the same name that was made anew, or whose text fields or model are chosen differently now, starts from the beginning.
    private IndexProgress Resumed(IndexPlan plan)
    {
        var fresh = plan.Beginning;
        return _checkpoint.Indices.FirstOrDefault(index => index.IsOf(fresh)) ?? fresh;
    }

    private void Changed(IndexProgress progress, IReadOnlyList<LostDocument> lost, long total, long scannedBefore)
    {
        if (!_options.DryRun)
        {
            Keep(progress, lost);
        }

        _services.Progress?.Report(new(progress.Name, total, progress.Counters, scannedBefore));
    }

    private IndexReport WithCounters(IndexReport report) =>
        report with { Counters = _checkpoint.Indices.FirstOrDefault(index => index.Name == report.Index)?.Counters ?? report.Counters };

    private void Keep(IndexProgress progress, IReadOnlyList<LostDocument> lost)
    {
        _services.DeadLetters.Add(lost);
        _checkpoint = _checkpoint.With(progress);
        _services.Checkpoint.Save(_checkpoint);
    }
}
