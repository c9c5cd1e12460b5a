using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Documents;

/// <summary>A part of a scan that is encoded and written together.</summary>
/// <param name="Items">The documents that have to be written.</param>
/// <param name="Through">The last sequence number of the part: once it is written, the shard is done up to there.</param>
/// <param name="Counters">What the scan counted.</param>
internal sealed record WorkBatch(IReadOnlyList<WorkItem> Items, long Through, BackfillCounters Counters)
{
    /// <summary>Documents that cannot take an embedding.</summary>
    public IReadOnlyList<LostDocument> Lost { get; init; } = [];

    /// <summary>Why the scan could not go on, in one line; null when it could.</summary>
    public string? Failure { get; init; }

    /// <summary>Nothing, and why.</summary>
    /// <param name="failure">Why, in one line.</param>
    public static WorkBatch Failed(string failure) => new([], -1, new()) { Failure = failure };
}
