using System.Text.Json.Serialization;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>How far a part of a shard is.</summary>
/// <param name="Shard">The shard's number.</param>
/// <param name="After">The last sequence number that is done with.</param>
/// <param name="Through">The last sequence number that belongs to it.</param>
public sealed record SliceProgress(int Shard, long After, long Through)
{
    /// <summary>What has been done in it.</summary>
    public BackfillCounters Counters { get; init; } = new();

    /// <summary>Writes of which it is not known whether they were done.</summary>
    public IReadOnlyList<UnconfirmedWrite> Unconfirmed { get; init; } = [];

    /// <summary>Whether nothing is left to do.</summary>
    [JsonIgnore]
    public bool IsDone => After >= Through;
}
