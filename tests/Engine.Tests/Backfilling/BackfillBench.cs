using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Running;
using TwinBert.Backfill.Settings;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>Runs backfills of one index with the stand-in encoder, keeping their files in a folder of its own.</summary>
internal sealed class BackfillBench : IDisposable
{
    private readonly EngineIndex _index;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-backfill-");

    public BackfillBench(EngineIndex index)
    {
        _index = index;
        Checkpoint = new(Path.Combine(_folder.FullName, "checkpoint.json"));
        DeadLetters = new(Path.Combine(_folder.FullName, "failed.ndjson"));
    }

    public BackfillOptions Options { get; init; } = new() { BatchDocuments = 32 };

    public IDocumentEncoder Encoder { get; init; } = new HashEncoder();

    public string Embedding { get; init; } = "twinbert";

    public IReadOnlyList<string> TextFields { get; init; } = ["title", "text"];

    /// <summary>How workers of these tests keep in touch: they die and pause faster than others.</summary>
    public static JobOptions Sharing { get; } = new()
    {
        Lease = TimeSpan.FromSeconds(3),
        Watch = TimeSpan.FromMilliseconds(100),
        Patience = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>Whether the state is kept in the cluster, for others to share the work.</summary>
    public bool SharesJobs { get; init; }

    /// <summary>Stands between the run and the engine.</summary>
    public Func<IClusterCalls, IClusterCalls> Between { get; init; } = calls => calls;

    /// <summary>Hears how far a run is.</summary>
    public IProgress<BackfillProgress>? Progress { get; init; }

    public CheckpointFile Checkpoint { get; }

    public DeadLetterFile DeadLetters { get; }

    private IndexModel Model => new("hash", Encoder.Fingerprint, Encoder.Dimensions);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<BackfillPlan> PlanAsync(params string[] expressions)
    {
        var planner = new BackfillPlanner(
            _index.Calls,
            _index.Identity.Family,
            name => name.StartsWith("backfill-", StringComparison.Ordinal) ? new(TextFields, new(Embedding), Model) : null);
        return await planner.PlanAsync(expressions.Length == 0 ? [_index.Name] : expressions, Cancel);
    }

    public async Task<IndexReport> RunAsync()
    {
        var report = await RunAllAsync(await PlanAsync());
        return Assert.Single(report.Indices);
    }

    public async Task<BackfillReport> RunAllAsync(BackfillPlan plan)
    {
        using var never = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        return await RunUntilAsync(plan, never);
    }

    public async Task<BackfillReport> RunUntilAsync(BackfillPlan plan, CancellationTokenSource stop)
    {
        Assert.Empty(plan.Errors);
        await using var run = await OpenAsync();
        Assert.Null(await run.PrepareAsync(plan, Cancel));
        return await run.RunAsync(plan, stop.Token);
    }

    /// <summary>Stays with indices until it is asked to stop.</summary>
    public async Task<BackfillReport> FollowAsync(IProgress<FollowNews> news, CancellationToken stop, params string[] expressions)
    {
        var plan = await PlanAsync(expressions);
        Assert.Empty(plan.Errors);
        await using var run = await OpenAsync(news);
        Assert.Null(await run.PrepareAsync(plan, Cancel));
        FollowOptions options = new() { Interval = TimeSpan.FromMilliseconds(100), FindEvery = TimeSpan.FromMilliseconds(300) };
        return await run.FollowAsync(plan, async _ => await PlanAsync(expressions), options, stop);
    }

    /// <summary>Why a run does not begin; null when it would.</summary>
    public async Task<string?> RefusalAsync(BackfillPlan plan)
    {
        await using var run = await OpenAsync();
        return await run.PrepareAsync(plan, Cancel);
    }

    private async Task<BackfillRun> OpenAsync(IProgress<FollowNews>? news = null)
    {
        var encoders = new Dictionary<ModelFingerprint, IDocumentEncoder> { [Encoder.Fingerprint] = Encoder };
        var begin = new BackfillCheckpoint(_index.Url.ToString(), Options.Mode);
        var calls = Between(_index.Calls);
        JobStore jobs = SharesJobs
            ? (await ClusterJobStore.OpenAsync(calls, Options.Mode, Sharing, TimeProvider.System, Cancel)).Store!
            : Options.DryRun ? FileJobStore.Nowhere(begin)
            : new FileJobStore(Checkpoint, DeadLetters, Checkpoint.Load().Checkpoint ?? begin);
        return new BackfillRun(new(calls, _index.Identity, encoders, jobs) { News = news, Progress = Progress }, Options);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
