namespace TwinBert.Search.Scan;

/// <summary>A search for some documents of an index, to be judged or written anew: a page, and no scan.</summary>
/// <param name="Index">An index, alias or data stream.</param>
/// <param name="Query">The query that they match, as raw JSON.</param>
/// <param name="Size">How many are wanted at most, 1 to 10,000.</param>
public sealed record ScanSearch(string Index, string Query, int Size)
{
    /// <summary>Chooses which of the matching documents come, at random but the same for the same number; <see langword="null"/> for any.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether those come first that were written last.</summary>
    public bool IsLatestFirst { get; init; }

    /// <summary>The highest sequence number that they may have; <see langword="null"/> for any.</summary>
    public long? Through { get; init; }

    /// <summary>The part of a shard that they lie in; <see langword="null"/> for the whole index.</summary>
    public ShardRange? Within { get; init; }
}
