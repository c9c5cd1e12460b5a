namespace TwinBert.Backfill.Guarding;

/// <summary>What a cluster said of an index.</summary>
/// <param name="Identity">The index; <see langword="null"/> when it is not there or could not be asked for.</param>
/// <param name="IsMissing">Whether there is no index of that name.</param>
/// <param name="Failure">Why it is not known, in one line.</param>
internal sealed record IdentityAnswer(IndexIdentity? Identity, bool IsMissing = false, string? Failure = null);
