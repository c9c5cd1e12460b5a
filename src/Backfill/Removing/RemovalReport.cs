namespace TwinBert.Backfill.Removing;

/// <summary>What a removal did.</summary>
/// <param name="Removed">The documents that it took an embedding out of.</param>
/// <param name="Left">The documents that still have one, as far as is known.</param>
/// <param name="Failure">Why it could not go on, in one line; <see langword="null"/> when it could.</param>
public sealed record RemovalReport(long Removed, long Left, string? Failure)
{
    /// <summary>A document that its embedding cannot be taken out of, and why, in one line; <see langword="null"/> for none.</summary>
    public string? Refused { get; init; }
}
