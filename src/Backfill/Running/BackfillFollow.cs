using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Settings;

namespace TwinBert.Backfill.Running;

/// <summary>
/// Stays with indices when their work is done. Changes show in the highest sequence number of each shard, so that an index in which nothing happened costs one
/// question, and ten changes cost the reading of ten documents, however large the index is. Not for concurrent use.
/// </summary>
/// <param name="run">Works on an index, and opens the state of one that is worked on.</param>
/// <param name="find">Finds the indices that there are by now.</param>
/// <param name="news">Hears what happens.</param>
/// <param name="options">How often.</param>
/// <param name="time">Measures and waits.</param>
internal sealed class BackfillFollow(
    IFollowedWork run, Func<CancellationToken, ValueTask<BackfillPlan>> find, IProgress<FollowNews>? news, FollowOptions options, TimeProvider time)
{
    private readonly Dictionary<string, FollowedIndex> _followed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cancelled = new(StringComparer.Ordinal);
    private string? _lastFailure;

    /// <summary>Runs until it is asked to stop.</summary>
    /// <param name="plan">The indices to begin with, which are prepared.</param>
    /// <param name="stop">Asks to stop: the batch that is being written is finished.</param>
    /// <returns>What was done to each index.</returns>
    public async ValueTask<IReadOnlyList<IndexReport>> RunAsync(BackfillPlan plan, CancellationToken stop)
    {
        try
        {
            foreach (var index in plan.Indices)
            {
                await BeginAsync(index, stop).ConfigureAwait(false);
            }

            for (var found = time.GetTimestamp(); ;)
            {
                await Task.Delay(options.Interval, time, stop).ConfigureAwait(false);
                if (time.GetElapsedTime(found) >= options.FindEvery)
                {
                    await FindAsync(stop).ConfigureAwait(false);
                    found = time.GetTimestamp();
                }

                foreach (var index in _followed.Values.ToArray())
                {
                    await LookAsync(index, stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return run.Reports;
        }
    }

    private async ValueTask BeginAsync(IndexPlan index, CancellationToken stop)
    {
        if (await run.BeginAsync(index, stop).ConfigureAwait(false) is { } failure)
        {
            // Tried again when indices are looked for; said once.
            if (_failed.Add(index.Name))
            {
                Say(new(FollowNewsKind.Failed, index.Name) { Failure = failure });
            }

            return;
        }

        _failed.Remove(index.Name);
        _followed[index.Name] = run.Follow(index, options);
        Say(new(FollowNewsKind.Following, index.Name));
    }

    private async ValueTask FindAsync(CancellationToken stop)
    {
        var plan = await find(stop).ConfigureAwait(false);
        if (plan.Errors.Count > 0 && plan.Errors[0] != _lastFailure)
        {
            Say(new(FollowNewsKind.Failed, "") { Failure = string.Join(' ', plan.Errors) });
        }

        _lastFailure = plan.Errors.Count > 0 ? plan.Errors[0] : null;
        foreach (var index in plan.Sound.Where(index => !_cancelled.Contains(index.Uuid)))
        {
            if (_followed.TryGetValue(index.Name, out var known) && known.Plan.Uuid == index.Uuid)
            {
                continue;
            }

            if (!_failed.Contains(index.Name))
            {
                Say(new(FollowNewsKind.Found, index.Name));
            }

            await EndAsync(index.Name).ConfigureAwait(false);
            await BeginAsync(index, stop).ConfigureAwait(false);
        }

        // What cannot be read now may be there all the same.
        foreach (var gone in plan.Errors.Count > 0 ? [] : _followed.Keys.Except(plan.Sound.Select(index => index.Name)).ToArray())
        {
            await EndAsync(gone).ConfigureAwait(false);
            Say(new(FollowNewsKind.Gone, gone));
        }
    }

    private async ValueTask LookAsync(FollowedIndex index, CancellationToken stop)
    {
        if (await index.LookAsync(stop).ConfigureAwait(false) is not { } happened)
        {
            return;
        }

        Say(happened);
        if (happened.Kind is FollowNewsKind.Cancelled)
        {
            _cancelled.Add(index.Plan.Uuid);
        }

        if (happened.Kind is FollowNewsKind.JobGone)
        {
            // Begun when indices are looked for, by when others have noticed, too. It is no new one.
            _failed.Add(index.Plan.Name);
        }

        if (happened.Kind is FollowNewsKind.Gone or FollowNewsKind.Cancelled or FollowNewsKind.JobGone)
        {
            await EndAsync(index.Plan.Name).ConfigureAwait(false);
        }
        else if (happened.Kind is FollowNewsKind.Failed)
        {
            await run.LetGoAsync(index.Plan.Name).ConfigureAwait(false);
        }
    }

    private async ValueTask EndAsync(string index)
    {
        if (_followed.Remove(index))
        {
            await run.EndAsync(index).ConfigureAwait(false);
        }
    }

    private void Say(FollowNews happened) => news?.Report(happened);
}

/// <summary>The work on indices that are followed.</summary>
internal interface IFollowedWork
{
    /// <summary>What was done to each index so far.</summary>
    IReadOnlyList<IndexReport> Reports { get; }

    /// <summary>Prepares an index and does all that there is to do.</summary>
    /// <param name="index">The index.</param>
    /// <param name="stop">Asks to stop; thrown for.</param>
    /// <returns>Why that is not possible now, in one line; null when it was done.</returns>
    ValueTask<string?> BeginAsync(IndexPlan index, CancellationToken stop);

    /// <summary>Opens an index whose work was done.</summary>
    FollowedIndex Follow(IndexPlan index, FollowOptions options);

    /// <summary>Lets go of an index for now.</summary>
    ValueTask LetGoAsync(string index);

    /// <summary>Forgets an index.</summary>
    ValueTask EndAsync(string index);
}
