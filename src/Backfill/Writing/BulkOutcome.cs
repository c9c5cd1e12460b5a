namespace TwinBert.Backfill.Writing;

/// <summary>What became of a batch of writes.</summary>
/// <param name="Results">One result per document that the engine answered for.</param>
/// <param name="Failure">Why the run cannot go on, in one line; <see langword="null"/> when it can.</param>
internal sealed record BulkOutcome(IReadOnlyList<WriteResult> Results, string? Failure = null);
