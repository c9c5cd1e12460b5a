namespace TwinBert.Search.Scan;

/// <summary>One document as it was read: enough to write it back to the same place, on condition that nobody else wrote it meanwhile.</summary>
/// <param name="Index">The concrete index that holds it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Routing">The routing that it was written with; <see langword="null"/> for none.</param>
/// <param name="SequenceNumber">Its <c>_seq_no</c>.</param>
/// <param name="PrimaryTerm">Its <c>_primary_term</c>.</param>
/// <param name="Source">Its <c>_source</c>, byte for byte; empty when the index keeps none, or when the document is gone.</param>
public sealed record ScannedDocument(string Index, string Id, string? Routing, long SequenceNumber, long PrimaryTerm, ReadOnlyMemory<byte> Source)
{
    /// <summary>Its <c>_version</c>; 0 where it was not asked for.</summary>
    public long Version { get; init; }

    /// <summary>Its <c>fields</c>, as raw JSON; empty where none were asked for.</summary>
    public ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>Whether the engine gives no readable answer with its source, which is empty here.</summary>
    public bool IsUnreadable { get; init; }
}
