using TwinBert.Backfill.Keeping;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Jobs;

/// <summary>The index that jobs are kept in.</summary>
public static class JobsIndex
{
    /// <summary>Its name.</summary>
    public const string Name = ".twinbert-jobs";

    /// <summary>What is kept in it.</summary>
    /// <param name="calls">The way to the cluster; may repeat calls.</param>
    public static KeptDocuments Of(IClusterCalls calls) => new(calls, Name, """{"kind":{"type":"keyword"},"index":{"type":"keyword"}}""");

    /// <summary>What a job's document is called.</summary>
    /// <param name="job">What the job is called.</param>
    internal static string NameOf(string job) => "job-" + job;
}
