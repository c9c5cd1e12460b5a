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

    /// <summary>
    /// Removes the index where a write has made it and no job is in it: a worker whose job was deleted with the index writes once more before it notices.
    /// Such an index has not the mapping that jobs are found by, and patterns of applications find it. Where it may not be removed, it stays.
    /// </summary>
    /// <param name="index">What is kept.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    internal static async ValueTask RemoveUnmadeAsync(KeptDocuments index, CancellationToken cancellationToken)
    {
        if (await index.IsMadeByAWriteAsync(cancellationToken).ConfigureAwait(false)
            && await index.FindAsync<JobDocument>([("kind", JobDocument.JobKind)], cancellationToken).ConfigureAwait(false) is ([], null))
        {
            await index.DropAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What to tell the user of a job that is no longer there.</summary>
    /// <param name="job">What the job is called.</param>
    internal static string GoneText(string job) =>
        $"The job '{job}' was taken out of {Name} by somebody while it was worked on. Every embedding that was written stays. "
        + "The same command begins the job anew, and goes on from what the index holds.";

    /// <summary>What a job's document is called.</summary>
    /// <param name="job">What the job is called.</param>
    internal static string NameOf(string job) => "job-" + job;
}
