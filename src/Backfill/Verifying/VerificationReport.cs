namespace TwinBert.Backfill.Verifying;

/// <summary>What a verification of an index found.</summary>
/// <param name="Index">The index.</param>
/// <param name="Counts">How many of the documents that were read are in each state.</param>
/// <param name="Found">Those that are not as they should be: at most <see cref="MostListed"/>.</param>
public sealed record VerificationReport(string Index, IReadOnlyDictionary<VerifiedState, long> Counts, IReadOnlyList<VerifiedDocument> Found)
{
    /// <summary>The most documents that are listed; all are counted.</summary>
    public const int MostListed = 10_000;

    /// <summary>Why not all was read that was to be, in one line; <see langword="null"/> when it was.</summary>
    public string? Failure { get; init; }

    /// <summary>The documents that were read.</summary>
    public long Read => Counts.Values.Sum();

    /// <summary>Whether all that were read are as they should be.</summary>
    public bool IsSound => Failure is null && Counts.All(count => count.Key is VerifiedState.Identical or VerifiedState.Near or VerifiedState.NoText);
}
