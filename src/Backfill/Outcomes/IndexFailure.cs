namespace TwinBert.Backfill.Outcomes;

/// <summary>Why an index could not be finished.</summary>
/// <param name="Reason">In one line.</param>
/// <param name="IsReplaced">Whether the index that the run began with is no longer there.</param>
internal sealed record IndexFailure(string Reason, bool IsReplaced = false)
{
    /// <summary>Whether somebody has cancelled the work.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Whether somebody else has begun the work anew.</summary>
    public bool IsBegunAnew { get; init; }

    /// <summary>Whether somebody has deleted what is kept of the work.</summary>
    public bool IsJobGone { get; init; }
}
