using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Repairing;

/// <summary>What became of documents that were to be repaired.</summary>
/// <param name="Counters">Of each that was settled, what became of it.</param>
/// <param name="Lost">Those that cannot get an embedding, with the reason in one line; in the counters.</param>
/// <param name="Failure">
/// Why the others were not settled, in one line; <see langword="null"/> where all were. What is written then is not known: they can be given again.
/// </param>
public sealed record RepairOutcome(BackfillCounters Counters, IReadOnlyList<(DocumentAddress Document, string Reason)> Lost, string? Failure)
{
    /// <summary>This and what became of the same documents with another model.</summary>
    /// <param name="other">The other.</param>
    public RepairOutcome And(RepairOutcome other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Counters + other.Counters, [.. Lost, .. other.Lost], Failure ?? other.Failure);
    }
}
