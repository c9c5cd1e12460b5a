namespace TwinBert.Backfill.Removing;

/// <summary>How far a removal is.</summary>
/// <param name="Index">The concrete index.</param>
/// <param name="Removed">The documents that have no embedding any more.</param>
/// <param name="Total">The documents that had one, as far as is known.</param>
/// <param name="Share">The part of its speed that the run keeps, up to 1.</param>
public readonly record struct RemovalProgress(string Index, long Removed, long Total, double Share);
