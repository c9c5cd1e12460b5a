using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Writing;

/// <summary>What became of a batch, conflicts resolved.</summary>
/// <param name="Counters">What was done: what became of each document that is done with.</param>
/// <param name="Lost">Documents that could not get an embedding; not yet in the counters.</param>
/// <param name="Failure">Why the run cannot go on, in one line; <see langword="null"/> when it can.</param>
internal sealed record GuardedOutcome(BackfillCounters Counters, IReadOnlyList<LostDocument> Lost, string? Failure)
{
    /// <summary>Documents of which nobody knows whether they were written: there was a failure before the engine said so.</summary>
    public IReadOnlyList<ScannedDocument> Unconfirmed { get; init; } = [];
}
