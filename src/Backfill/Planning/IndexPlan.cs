using TwinBert.Backfill.Checkpoints;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Planning;

/// <summary>One concrete index that can be backfilled.</summary>
/// <param name="Name">Its name, never an alias.</param>
/// <param name="Uuid">What the engine calls this incarnation of it.</param>
/// <param name="Shards">The number of primary shards.</param>
/// <param name="Fields">Its text fields, embedding object and model.</param>
/// <param name="WriteMode">How its documents are written.</param>
/// <param name="HasDefaultPipeline">Whether writes have to step around a default ingest pipeline.</param>
/// <param name="LacksMapping">Whether the embedding object still has to be added to its mapping.</param>
public sealed record IndexPlan(string Name, string Uuid, int Shards, IndexFields Fields, WriteMode WriteMode, bool HasDefaultPipeline, bool LacksMapping)
{
    /// <summary>Whether it belongs to a data stream: engines put no aliases on such indices.</summary>
    public bool IsBackingIndex { get; init; }

    /// <summary>How the vectors of its documents are spelled.</summary>
    public VectorSpelling Spelling { get; init; }

    /// <summary>
    /// What about the mapping of the embedding object is not as it has to be, and the remedy, in one line; <see langword="null"/> when it fits. Only in a
    /// plan that
    /// requires no writes: elsewhere it is an error.
    /// </summary>
    public string? Misfit { get; init; }

    /// <summary>The same index with another model, whose embeddings its documents are to have as well; <see langword="null"/> for none.</summary>
    public IndexPlan? Standby { get; init; }

    /// <summary>How far the index is before anything is done.</summary>
    public IndexProgress Beginning => new(Name, Uuid, Fields.Signature, Fields.Model.Fingerprint.Value);
}
