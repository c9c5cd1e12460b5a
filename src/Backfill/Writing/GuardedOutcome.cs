using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Running;

namespace TwinBert.Backfill.Writing;

/// <summary>What became of a batch, conflicts resolved.</summary>
/// <param name="Counters">What was done.</param>
/// <param name="Lost">Documents that could not get an embedding; not yet in the counters.</param>
/// <param name="Failure">Why the run cannot go on, in one line; <see langword="null"/> when it can.</param>
internal sealed record GuardedOutcome(BackfillCounters Counters, IReadOnlyList<LostDocument> Lost, string? Failure);
