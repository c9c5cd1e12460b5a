using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Settings;

namespace TwinBert.Backfill.Running;

/// <summary>An index that a run stays with. Not for concurrent use.</summary>
/// <param name="plan">The index.</param>
/// <param name="run">Its work, as far as it has been done.</param>
/// <param name="guard">Keeps its writes in it.</param>
/// <param name="options">How long it is left alone after a failure.</param>
/// <param name="time">Tells the time.</param>
internal sealed class FollowedIndex(IndexPlan plan, IndexRun run, WriteGuard guard, FollowOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private TimeSpan _pause = options.Pause;

    /// <summary>The index.</summary>
    public IndexPlan Plan => plan;

    /// <summary>Its work.</summary>
    public IndexRun Run => run;

    /// <summary>Looks for changes and does what they need.</summary>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>What there is to say; null for nothing.</returns>
    public async ValueTask<FollowNews?> LookAsync(CancellationToken stop)
    {
        if (time.GetUtcNow() < _next)
        {
            return null;
        }

        await guard.RenewAsync(stop).ConfigureAwait(false);
        var failure = await guard.OpenAsync(stop).ConfigureAwait(false) is { } unguarded
            ? await run.ExplainAsync(unguarded, stop).ConfigureAwait(false)
            : null;
        var done = new BackfillCounters();
        if (failure is null)
        {
            (done, failure) = await run.FollowAsync(stop).ConfigureAwait(false);
        }

        if (failure is null)
        {
            (_next, _pause) = (DateTimeOffset.MinValue, options.Pause);
            return done.Settled > 0 ? new(FollowNewsKind.Changed, plan.Name) { Counters = done } : null;
        }

        _next = time.GetUtcNow() + _pause;
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        return new(KindOf(failure), plan.Name) { Failure = failure.Reason };
    }

    private static FollowNewsKind KindOf(IndexFailure failure) => failure switch
    {
        { IsCancelled: true } => FollowNewsKind.Cancelled,
        { IsReplaced: true } or { IsBegunAnew: true } => FollowNewsKind.Gone,
        { IsJobGone: true } => FollowNewsKind.JobGone,
        _ => FollowNewsKind.Failed,
    };
}
