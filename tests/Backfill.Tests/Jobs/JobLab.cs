using System.Globalization;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Running;
using TwinBert.Backfill.Settings;
using TwinBert.Backfill.Tests.Clusters;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Backfill.Tests.Jobs;

/// <summary>A cluster in memory that keeps jobs, and workers that share them.</summary>
internal sealed class JobLab
{
    public JobLab(int documents)
    {
        Jobs = new(Cluster);
        for (var i = 0; i < documents; i++)
        {
            Cluster.Put(i.ToString("0000", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $$"""{"title":"article {{i}}"}"""));
        }
    }

    public MemoryCluster Cluster { get; } = new();

    public MemoryJobs Jobs { get; }

    /// <summary>A tenth of a second is long for a cluster in memory.</summary>
    public JobOptions Options { get; init; } = new()
    {
        Lease = TimeSpan.FromSeconds(1),
        Watch = TimeSpan.FromMilliseconds(20),
        Patience = TimeSpan.FromMilliseconds(10),
    };

    public JobBoard Board => new(Jobs, Options, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>How often each document was written by workers.</summary>
    public IReadOnlyDictionary<string, int> Writes => Cluster.BulkBodies
        .SelectMany(body => body.Split('\n').Where(line => line.StartsWith("{\"index\":", StringComparison.Ordinal)))
        .GroupBy(line => line.Split("\"_id\":\"")[1].Split('"')[0])
        .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>One worker's run, from the beginning to the end.</summary>
    /// <param name="between">Stands between the worker and the cluster; null for nothing.</param>
    /// <param name="mode">Which documents are embedded.</param>
    /// <param name="options">How workers keep in touch; null for the lab's.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <param name="embedding">The embedding object.</param>
    public async Task<IndexReport> RunAsync(
        Func<IClusterCalls, IClusterCalls>? between = null,
        BackfillMode mode = BackfillMode.Outdated,
        JobOptions? options = null,
        CancellationTokenSource? stop = null,
        string embedding = "twinbert")
    {
        var (report, refusal) = await TryRunAsync(between, mode, options, stop, embedding);
        Assert.Null(refusal);
        return report!;
    }

    /// <summary>The same, where it may be refused.</summary>
    public async Task<(IndexReport? Report, string? Refusal)> TryRunAsync(
        Func<IClusterCalls, IClusterCalls>? between = null,
        BackfillMode mode = BackfillMode.Outdated,
        JobOptions? options = null,
        CancellationTokenSource? stop = null,
        string embedding = "twinbert")
    {
        var encoder = new HashEncoder();
        var planner = new BackfillPlanner(
            Cluster, EngineFamily.Elasticsearch, _ => new IndexFields(["title"], new(embedding), new("hash", encoder.Fingerprint, encoder.Dimensions)));
        var plan = await planner.PlanAsync([MemoryCluster.Index], Cancel);
        Assert.Empty(plan.Errors);
        var calls = between?.Invoke(Jobs) ?? Jobs;
        var (store, refusal) = await ClusterJobStore.OpenAsync(calls, mode, options ?? Options, TimeProvider.System, Cancel);
        if (store is null)
        {
            return (null, refusal);
        }

        var encoders = new Dictionary<ModelFingerprint, IDocumentEncoder> { [encoder.Fingerprint] = encoder };
        var services = new BackfillServices(calls, new(EngineFamily.Elasticsearch, new(8, 19)), encoders, store)
        {
            Backoff = new BackoffOptions { Retries = 1, Delay = TimeSpan.FromMilliseconds(1) },
        };
        await using var run = new BackfillRun(services, new() { BatchDocuments = 16, Mode = mode });
        if (await run.PrepareAsync(plan, Cancel) is { } unprepared)
        {
            return (null, unprepared);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop?.Token ?? Cancel, Cancel);
        return (Assert.Single((await run.RunAsync(plan, either.Token)).Indices), null);
    }

    /// <summary>The one job, as it is shown.</summary>
    public async Task<JobReport> JobAsync()
    {
        var (jobs, failure) = await Board.ListAsync(Cancel);
        Assert.Null(failure);
        return Assert.Single(jobs);
    }
}
