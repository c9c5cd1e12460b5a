using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>A part of a shard that this worker has taken. Not for concurrent use.</summary>
/// <param name="progress">How far it is.</param>
internal abstract class JobSlice(SliceProgress progress)
{
    /// <summary>How far it is.</summary>
    public SliceProgress Progress { get; protected set; } = progress;

    /// <summary>Whether it is this worker's still: somebody else may have taken it for dead.</summary>
    public bool IsMine { get; protected set; } = true;

    /// <summary>Notes how far it is. A worker that is killed after that is gone on from there.</summary>
    /// <param name="next">How far it is.</param>
    /// <param name="lost">Documents that could not get an embedding since the last time.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why it could not be noted, in one line; null when it was, or when the slice is no longer this worker's.</returns>
    public abstract ValueTask<string?> SaveAsync(SliceProgress next, IReadOnlyList<LostDocument> lost, CancellationToken cancellationToken);

    /// <summary>Lets go of it, done or not.</summary>
    public abstract ValueTask ReleaseAsync();
}
