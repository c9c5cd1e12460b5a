namespace TwinBert.Backfill.Verifying;

/// <summary>A document whose embedding is not as it should be.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
/// <param name="State">What is wrong.</param>
/// <param name="Cosine">How similar the stored vector is to the new one, −1 to 1; <see langword="null"/> where they were not compared.</param>
public sealed record VerifiedDocument(string Id, string? Routing, VerifiedState State, double? Cosine = null);
