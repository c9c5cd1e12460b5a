using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Checkpoints;

/// <summary>How far one index is.</summary>
/// <param name="Name">The concrete index.</param>
/// <param name="Uuid">Its incarnation: another index of the same name starts from the beginning.</param>
/// <param name="Fields">The fields that texts are made of and the embedding object.</param>
/// <param name="Model">The fingerprint of the model.</param>
public sealed record IndexProgress(string Name, string Uuid, string Fields, string Model)
{
    /// <summary>Where each shard is.</summary>
    public IReadOnlyList<ShardPosition> Shards { get; init; } = [];

    /// <summary>What has been done so far, in this and in earlier runs.</summary>
    public BackfillCounters Counters { get; init; } = new();

    /// <summary>Whether the first pass is over and the shards' positions are those of the sweep for what was written meanwhile.</summary>
    public bool Sweeping { get; init; }

    /// <summary>Writes of which it is not known whether they were done.</summary>
    public IReadOnlyList<UnconfirmedWrite> Unconfirmed { get; init; } = [];

    /// <summary>Whether this is the same work as another, so that it can be gone on with.</summary>
    /// <param name="other">The other, however far it is.</param>
    public bool IsOf(IndexProgress other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Name, Uuid, Fields, Model) == (other.Name, other.Uuid, other.Fields, other.Model);
    }
}
