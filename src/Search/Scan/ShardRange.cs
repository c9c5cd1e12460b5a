namespace TwinBert.Search.Scan;

/// <summary>
/// A part of one shard: the documents whose sequence number lies in (<paramref name="After"/>, <paramref name="Through"/>]. A sequence number is unique within
/// a shard, is the same in every snapshot, and grows with every write: a scan in that order can resume anywhere, and never meets what it wrote itself.
/// </summary>
/// <param name="Index">A concrete index.</param>
/// <param name="Shard">The shard's number, from 0.</param>
/// <param name="After">The last sequence number that is done with; −1 for none.</param>
/// <param name="Through">The last sequence number that belongs to the scan.</param>
public sealed record ShardRange(string Index, int Shard, long After, long Through)
{
    /// <summary>A query that documents must match as well, as raw JSON; <see langword="null"/> for all.</summary>
    public string? Query { get; init; }
}
