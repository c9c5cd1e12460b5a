using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Planning;

namespace TwinBert.Cli.Status;

/// <summary>What an index holds.</summary>
/// <param name="Index">The index.</param>
/// <param name="Coverage">Which embeddings it has.</param>
/// <param name="Freshness">What they are to the documents' texts; null where no document was read.</param>
internal sealed record IndexStatus(IndexPlan Index, IndexCoverage Coverage, IndexFreshness? Freshness)
{
    /// <summary>The backfill of it that the cluster keeps; null where there is none, or where it is over.</summary>
    public JobReport? Job { get; init; }

    /// <summary>The backfills of other embedding objects of it that are not over: while its model changes, there are two.</summary>
    public IReadOnlyList<JobReport> OtherJobs { get; init; } = [];
}
