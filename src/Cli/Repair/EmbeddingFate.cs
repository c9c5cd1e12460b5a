namespace TwinBert.Cli.Repair;

/// <summary>What becomes of a document's embedding in the copy.</summary>
internal enum EmbeddingFate
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>It is of this model, and is copied.</summary>
    Kept,

    /// <summary>It is of another model or of no use, and is left behind: a backfill makes one anew.</summary>
    Dropped,
}
