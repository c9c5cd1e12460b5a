using TwinBert.Backfill.Checkpoints;

namespace TwinBert.Backfill.Jobs;

/// <summary>A round of the work on an index.</summary>
/// <param name="Number">0 for the round over all documents, more for those over what was written since.</param>
/// <param name="Shards">From where to where it goes in each shard.</param>
internal sealed record JobRound(int Number, IReadOnlyList<ShardPosition> Shards)
{
    /// <summary>Whether it goes over what was written since the one before began.</summary>
    public bool IsSweep => Number > 0;
}
