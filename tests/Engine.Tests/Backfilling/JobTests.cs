using System.Text.Json;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Running;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>Processes that share a backfill: on real engines, whose versions and conditions of writes they hang on.</summary>
public sealed class JobTests(RealEngines engines)
{
    private const int Documents = 1_400;

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_WorkerGoneBesideTwoOthers_EmbedsEveryDocumentOnce(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(Documents));
        using var bench = new BackfillBench(index) { SharesJobs = true };
        using var going = new BackfillBench(index) { SharesJobs = true, Between = calls => new GoneAfter(calls, bulks: 3) };

        var gone = going.RunAsync();
        var reports = await Task.WhenAll(bench.RunAsync(), Task.Run(bench.RunAsync, Cancel));
        Assert.NotNull((await gone).Failure);

        Assert.All(reports, report => Assert.Null(report.Failure));
        Assert.All(reports, report => Assert.Equal((Documents, Documents), (report.Counters.Scanned, report.Counters.Settled)));
        Assert.Equal(Documents, await index.EmbeddedAsync(HashEncoder.TestFingerprint.Value));
        Assert.Equal(Documents, await VersionsAsync(index, version: 2));
        Assert.DoesNotContain("twinbert-run-", await index.SendAsync(HttpMethod.Get, "_alias"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task ListAsync_JobThatIsCancelled_IsShownAndBegunAnew(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(Documents));
        var board = new JobBoard(index.Calls, new(), TimeProvider.System);
        using var bench = new BackfillBench(index) { SharesJobs = true };
        using var first = new BackfillBench(index) { SharesJobs = true, Between = calls => new Cancelling(calls, board, index.Name) };

        var cancelled = await first.RunAsync();
        var (jobs, failure) = await board.ListAsync(Cancel);
        var report = await bench.RunAsync();

        Assert.Null(failure);
        var job = Assert.Single(jobs, job => job.Job.Index == index.Name);
        Assert.Equal((JobState.Cancelled, (long)Documents), (job.State, job.Job.Total));
        Assert.Contains("cancelled", cancelled.Failure, StringComparison.Ordinal);
        Assert.Equal((Documents, cancelled.ThisRun.Embedded), (report.Counters.Scanned, report.Counters.UpToDate));
        Assert.Equal(Documents, await VersionsAsync(index, version: 2));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task JobsIndex_AsMade_IsHiddenFromPatterns(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(3));
        using var bench = new BackfillBench(index) { SharesJobs = true };

        await bench.RunAsync();

        Assert.DoesNotContain(JobsIndex.Name, await index.SendAsync(HttpMethod.Get, "/*/_settings"), StringComparison.Ordinal);
        Assert.Contains("\"hidden\":\"true\"", await index.SendAsync(HttpMethod.Get, $"/{JobsIndex.Name}/_settings"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task ListAsync_IndexOfATestThatIsOver_HasNoJobAnyMore(EngineKind kind)
    {
        await using var other = await EngineIndex.CreateAsync(engines, kind);
        string name;
        await using (var index = await EngineIndex.CreateAsync(engines, kind))
        {
            name = index.Name;
            await index.LoadAsync(BackfillTests.Documents(3));
            using var bench = new BackfillBench(index) { SharesJobs = true };
            await bench.RunAsync();
        }

        var (jobs, failure) = await new JobBoard(other.Calls, new(), TimeProvider.System).ListAsync(Cancel);

        Assert.Null(failure);
        Assert.DoesNotContain(jobs, job => job.Job.Index == name);
    }

    private static async Task<int> VersionsAsync(EngineIndex index, int version)
    {
        await index.SendAsync(HttpMethod.Post, "_refresh");
        var answer = await index.SendAsync(HttpMethod.Post, "_search", """{"size":10000,"version":true,"_source":false}""");
        var hits = JsonElement.Parse(answer).GetProperty("hits").GetProperty("hits");
        return hits.EnumerateArray().Count(hit => hit.GetProperty("_version").GetInt32() == version);
    }

    /// <summary>After some bulks nothing reaches the engine any more, as if the worker's machine were gone.</summary>
    private sealed class GoneAfter(IClusterCalls calls, int bulks) : IClusterCalls
    {
        private int _bulks;

        // Refused, and not unreachable, so that the worker does not try for minutes.
        public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken) =>
            _bulks > bulks || (call.Target.StartsWith("/_bulk", StringComparison.Ordinal) && ++_bulks > bulks)
                ? ValueTask.FromResult(new ClusterAnswer(400, default))
                : calls.SendAsync(call, cancellationToken);
    }

    /// <summary>Somebody cancels the job at its third bulk.</summary>
    private sealed class Cancelling(IClusterCalls calls, JobBoard board, string index) : IClusterCalls
    {
        private int _bulks;

        public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            if (call.Target.StartsWith("/_bulk", StringComparison.Ordinal) && ++_bulks >= 3)
            {
                if (_bulks == 3)
                {
                    var (_, failure) = await board.OrderAsync(index, JobChange.Cancel, cancellationToken);
                    Assert.Null(failure);
                }

                // Long enough to hear of it.
                await Task.Delay(BackfillBench.Sharing.Watch, cancellationToken);
            }

            return await calls.SendAsync(call, cancellationToken);
        }
    }
}
