namespace TwinBert.Backfill.Planning;

/// <summary>How an embedding is put into a stored document (docs/adr/0004-backfill-writes.md).</summary>
public enum WriteMode
{
    /// <summary>The document is written again as it was read, byte for byte, with the embedding object spliced in.</summary>
    Index,

    /// <summary>
    /// A partial update. The engine prints the source anew, so this is only for an index with a final pipeline: its documents were printed by the engine
    /// already, and writing one as a whole would send it through that pipeline again.
    /// </summary>
    Update,
}
