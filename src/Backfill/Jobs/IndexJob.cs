using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>
/// The work on one index, as far as it is. It goes in rounds, the first over all documents and each later one over what was written since the one before
/// began; a round is cut into slices, and each slice has one worker at a time. Not for concurrent use.
/// </summary>
internal abstract class IndexJob
{
    /// <summary>What the work is called on the cluster, also by those that go on with it.</summary>
    public abstract string Run { get; }

    /// <summary>What an earlier work of the same kind, which is over, was called on the cluster; <see langword="null"/> where that is not known.</summary>
    public virtual string? Over => null;

    /// <summary>Whether others may be working on it, too.</summary>
    public virtual bool IsShared => false;

    /// <summary>The round that is being worked on; null before the first has begun.</summary>
    public abstract JobRound? Round { get; }

    /// <summary>What has been done, by everybody, as far as is known here.</summary>
    public abstract BackfillCounters Counters { get; }

    /// <summary>What those who look after it want.</summary>
    public abstract JobOrder Order { get; }

    /// <summary>How long to wait for the slices of other workers before looking again.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromSeconds(1);

    /// <summary>Goes on with the round that there is, or begins the first one.</summary>
    /// <param name="now">The index as it is now: positions mean nothing in another history of its shards.</param>
    /// <param name="total">How many documents it has.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Whether it was begun from the beginning; or why it cannot go on, in one line.</returns>
    public abstract ValueTask<(bool IsAnew, string? Failure)> BeginAsync(IndexIdentity now, long total, CancellationToken cancellationToken);

    /// <summary>Takes a slice of the round that nobody works on.</summary>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The slice, null where there is none now; or why it cannot be known, in one line.</returns>
    public abstract ValueTask<(JobSlice? Slice, string? Failure)> ClaimAsync(CancellationToken cancellationToken);

    /// <summary>Looks how far the round is.</summary>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Whether it is over, and how many documents needed something in it, null where nobody knows; or why it cannot be known, in one line.</returns>
    public abstract ValueTask<(bool IsOver, long? Found, string? Failure)> LookAsync(CancellationToken cancellationToken);

    /// <summary>Begins the next round, behind the present one, unless somebody else has.</summary>
    /// <param name="next">From where to where it goes in each shard.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why that is not possible, in one line; null when there is another round, or <see cref="Order"/> says that there is none.</returns>
    public abstract ValueTask<string?> AdvanceAsync(IReadOnlyList<ShardPosition> next, CancellationToken cancellationToken);

    /// <summary>Asks for <see cref="Order"/>, where that is kept elsewhere.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why it cannot be known, in one line.</returns>
    public virtual ValueTask<string?> HearAsync(CancellationToken cancellationToken) => default;

    /// <summary>All documents are done with.</summary>
    /// <param name="stays">Whether the run stays for what others write.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public abstract ValueTask<string?> FinishAsync(bool stays, CancellationToken cancellationToken);

    /// <summary>Takes no further part in it.</summary>
    /// <returns>Whether nobody else takes part.</returns>
    public abstract ValueTask<bool> LeaveAsync();
}
