namespace TwinBert.DevNode.Searching;

/// <summary>What hits are ordered by.</summary>
internal enum SortKind
{
    Score,

    /// <summary>The order in the index.</summary>
    Document,

    /// <summary>The order in the index as a value that a later page can start after.</summary>
    ShardDocument,

    SequenceNumber,

    Field,
}

/// <summary>Which of several values counts.</summary>
internal enum SortMode
{
    Min,
    Max,
    Sum,
    Average,
    Median,
}

/// <summary>One criterion of an order, as the client wrote it.</summary>
internal sealed record SortKey(SortKind Kind, string Field, bool IsDescending)
{
    /// <summary>Whether documents without a value come first.</summary>
    public bool MissingFirst { get; init; }

    /// <summary>The value of documents without one, as text; null for the first or last place.</summary>
    public string? MissingValue { get; init; }

    /// <summary>Which of several values counts; null for the least when ascending and the greatest when descending.</summary>
    public SortMode? Mode { get; init; }

    /// <summary>The type to pretend where the mapping does not know the field.</summary>
    public string? UnmappedType { get; init; }

    public string? Format { get; init; }
}
