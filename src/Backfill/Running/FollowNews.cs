using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Running;

/// <summary>What a run that stays with its indices has to say.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Index">The index; empty where it is about all of them.</param>
public sealed record FollowNews(FollowNewsKind Kind, string Index)
{
    /// <summary>What was done about changes.</summary>
    public BackfillCounters Counters { get; init; } = new();

    /// <summary>What went wrong, in one line.</summary>
    public string? Failure { get; init; }
}

/// <summary>What happened to an index that is followed.</summary>
public enum FollowNewsKind
{
    /// <summary>Its work is done, and it is followed from now on.</summary>
    Following,

    /// <summary>It came since the run began: after a rollover, for one.</summary>
    Found,

    /// <summary>Others wrote to it, and their documents have embeddings now.</summary>
    Changed,

    /// <summary>It is gone, or no longer one of those that are asked for.</summary>
    Gone,

    /// <summary>Somebody has cancelled the work on it.</summary>
    Cancelled,

    /// <summary>Somebody has deleted what is kept of the work on it, which is begun anew.</summary>
    JobGone,

    /// <summary>It could not be worked on; that is tried again.</summary>
    Failed,
}
