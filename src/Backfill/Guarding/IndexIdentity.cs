using TwinBert.Backfill.Checkpoints;

namespace TwinBert.Backfill.Guarding;

/// <summary>Which index stands behind a name now, and how far its shards are.</summary>
/// <param name="Uuid">What the engine calls this incarnation of the index.</param>
/// <param name="Shards">Its shards, by number.</param>
internal sealed record IndexIdentity(string Uuid, IReadOnlyList<ShardIdentity> Shards)
{
    /// <summary>Whether sequence numbers that were noted still mean the same writes. Where the account may not see a shard's history, nobody knows.</summary>
    /// <param name="positions">The positions that were noted.</param>
    public bool Continues(IReadOnlyList<ShardPosition> positions) =>
        positions.Count == Shards.Count
        && positions.All(position => Shards.Any(shard => shard.Number == position.Shard && shard.History is not null && shard.History == position.History));

    /// <summary>Whether this is certainly another index, or another history of it, than a run began with.</summary>
    /// <param name="begun">What the run began with.</param>
    public bool Replaces(IndexIdentity begun)
    {
        ArgumentNullException.ThrowIfNull(begun);
        return Uuid != begun.Uuid || Shards.Zip(begun.Shards).Any(pair => pair.First.History is { } now && pair.Second.History is { } then && now != then);
    }
}
