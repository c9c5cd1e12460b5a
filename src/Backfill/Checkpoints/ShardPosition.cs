namespace TwinBert.Backfill.Checkpoints;

/// <summary>How far one shard is.</summary>
/// <param name="Shard">The shard's number.</param>
/// <param name="After">The last sequence number that is done with; −1 for none.</param>
/// <param name="Through">The last sequence number of the pass.</param>
/// <param name="History">The shard's history of writes, in which these numbers mean something; <see langword="null"/> when it is not known.</param>
public sealed record ShardPosition(int Shard, long After, long Through, string? History = null);
