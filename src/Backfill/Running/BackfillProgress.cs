using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Running;

/// <summary>Where a backfill is.</summary>
/// <param name="Index">The index that is being worked on.</param>
/// <param name="Total">The documents that its scan will read; an estimate, as others may be writing.</param>
/// <param name="Counters">What has been done on it, in this and in earlier runs.</param>
/// <param name="ScannedBefore">Of these, documents that earlier runs read.</param>
public sealed record BackfillProgress(string Index, long Total, BackfillCounters Counters, long ScannedBefore)
{
    /// <summary>The part of its speed that the run keeps for the cluster's sake, up to 1.</summary>
    public double Share { get; init; } = 1;
}
