namespace TwinBert.Backfill.Running;

/// <summary>What a backfill did.</summary>
/// <param name="Indices">The indices that it worked on, in order.</param>
/// <param name="IsInterrupted">Whether it was asked to stop before it was done.</param>
public sealed record BackfillReport(IReadOnlyList<IndexReport> Indices, bool IsInterrupted)
{
    /// <summary>Whether every index was finished, no document was lost, and none was left without an embedding of its text.</summary>
    public bool IsComplete => !IsInterrupted && Indices.All(index => index.Failure is null && index.Counters.Lost == 0 && !index.Behind.Any);
}
