namespace TwinBert.DevNode.Indexing;

/// <summary>What a write does.</summary>
internal enum WriteKind
{
    /// <summary>Adds or replaces.</summary>
    Index,

    /// <summary>Adds; refused if the document is there.</summary>
    Create,

    /// <summary>Removes.</summary>
    Delete,
}

/// <summary>How a client's own version number is compared.</summary>
internal enum ExternalVersioning
{
    None,

    /// <summary>It must be higher than the current one.</summary>
    Higher,

    /// <summary>It must be at least the current one.</summary>
    HigherOrEqual,
}

/// <summary>One write of one document.</summary>
internal sealed record WriteOperation(WriteKind Kind, string Id, ReadOnlyMemory<byte> Source)
{
    /// <summary>The sequence number that the current version must have, if the client said one.</summary>
    public long? IfSequenceNumber { get; init; }

    public long? IfPrimaryTerm { get; init; }

    /// <summary>The client's own version number.</summary>
    public long? Version { get; init; }

    public ExternalVersioning Versioning { get; init; }
}

/// <summary>What became of a write.</summary>
/// <param name="Id">The document's identifier.</param>
/// <param name="Version">Its version after the write.</param>
/// <param name="SequenceNumber">The write's sequence number.</param>
/// <param name="Result">The engine's word: created, updated, deleted, not_found or noop.</param>
internal sealed record WriteResult(string Id, long Version, long SequenceNumber, string Result)
{
    /// <summary>The source after an update, for <c>_source</c> in its answer.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }
}
