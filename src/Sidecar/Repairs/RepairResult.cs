namespace TwinBert.Sidecar.Repairs;

/// <summary>What became of a document in the queue. Named in metrics in snake case.</summary>
internal enum RepairResult
{
    /// <summary>It has an embedding of its text now.</summary>
    Repaired,

    /// <summary>It had one already.</summary>
    UpToDate,

    /// <summary>It has no text, or is too large; an embedding of a text that is gone was taken away.</summary>
    NoText,

    /// <summary>It is not there any more, or its index is not.</summary>
    Gone,

    /// <summary>Somebody else kept writing it.</summary>
    LeftToWriter,

    /// <summary>It cannot get an embedding, or it was tried too often; the log says why.</summary>
    Failed,
}
