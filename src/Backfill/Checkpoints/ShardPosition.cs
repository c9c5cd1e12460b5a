namespace TwinBert.Backfill.Checkpoints;

/// <summary>How far one shard is.</summary>
/// <param name="Shard">The shard's number.</param>
/// <param name="After">The last sequence number that is done with; −1 for none.</param>
/// <param name="Through">The last sequence number of the pass.</param>
public sealed record ShardPosition(int Shard, long After, long Through);
