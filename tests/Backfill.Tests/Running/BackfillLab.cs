using System.Globalization;
using TwinBert.Backfill.Checkpoints;
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

namespace TwinBert.Backfill.Tests.Running;

/// <summary>A cluster in memory, and backfills of it whose waits cost nothing.</summary>
internal sealed class BackfillLab : IDisposable
{
    public static readonly string Model = HashEncoder.TestFingerprint.Value;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-backfill-");

    public BackfillLab(int documents = 0)
    {
        Checkpoint = new(Path.Combine(_folder.FullName, "state.json"));
        DeadLetters = new(Path.Combine(_folder.FullName, "failed.ndjson"));
        for (var i = 0; i < documents; i++)
        {
            Cluster.Put(i.ToString("000", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $$"""{"title":"article {{i}}"}"""));
        }
    }

    public MemoryCluster Cluster { get; } = new();

    public InstantTime Time { get; } = new();

    public CheckpointFile Checkpoint { get; }

    public DeadLetterFile DeadLetters { get; }

    public BackfillOptions Options { get; init; } = new() { BatchDocuments = 10 };

    public IDocumentEncoder Encoder { get; init; } = new HashEncoder();

    /// <summary>The encoder, as a plan names it.</summary>
    public IndexModel IndexModel => new("hash", Encoder.Fingerprint, Encoder.Dimensions);

    public CancellationTokenSource Stop { get; } = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    /// <summary>What the next run goes on with.</summary>
    public BackfillCheckpoint Begin => Checkpoint.Load().Checkpoint ?? new("http://memory", Options.Mode);

    public async Task<IndexReport> RunAsync() => Assert.Single((await RunAllAsync()).Indices);

    public async Task<BackfillReport> RunAllAsync()
    {
        var (run, plan) = await BeginAsync();
        await using (run)
        {
            Assert.Null(await run.PrepareAsync(plan, TestContext.Current.CancellationToken));
            return await run.RunAsync(plan, Stop.Token);
        }
    }

    /// <summary>A run that has not begun, and what it is to work on.</summary>
    public async Task<(BackfillRun Run, BackfillPlan Plan)> BeginAsync()
    {
        var planner = new BackfillPlanner(Cluster, EngineFamily.Elasticsearch, _ => new IndexFields(["title"], new("twinbert"), IndexModel));
        var plan = await planner.PlanAsync([MemoryCluster.Index], TestContext.Current.CancellationToken);
        Assert.Empty(plan.Errors);
        var identity = new ClusterIdentity(EngineFamily.Elasticsearch, new(8, 19));
        var encoders = new Dictionary<ModelFingerprint, IDocumentEncoder> { [Encoder.Fingerprint] = Encoder };
        var jobs = Options.DryRun ? FileJobStore.Nowhere(Begin) : new FileJobStore(Checkpoint, DeadLetters, Begin);
        var services = new BackfillServices(Cluster, identity, encoders, jobs)
        {
            Time = Time,
            Backoff = new BackoffOptions { Randomizer = () => 0.5 },
        };
        return (new BackfillRun(services, Options), plan);
    }

    public void Dispose()
    {
        Stop.Dispose();
        _folder.Delete(recursive: true);
    }
}
