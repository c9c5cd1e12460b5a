using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Running;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>The index of jobs is deleted by hand while backfills are at it: on real engines, whose writes make an index where there is none.</summary>
public sealed class JobGoneTests(RealEngines engines)
{
    private const int Documents = 1_400;

    private static readonly string Model = HashEncoder.TestFingerprint.Value;

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_IndexOfJobsDeletedBesideTwoWorkers_BothEndAndTheNextCompletes(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(Documents));
        await using var jobs = new OwnJobs(index);
        using var bench = new BackfillBench(index) { SharesJobs = true, Between = jobs.Of };
        using var deleting = new BackfillBench(index) { SharesJobs = true, Between = calls => new ActingBetween(jobs.Of(calls), 3, jobs.DeleteAsync) };

        var reports = await Task.WhenAll(Task.Run(bench.RunAsync, Cancel), Task.Run(deleting.RunAsync, Cancel));
        var aliases = await index.SendAsync(HttpMethod.Get, "_alias");
        var between = await index.EmbeddedAsync(Model);
        var report = await bench.RunAsync();

        Assert.All(reports, ended => Assert.Contains($"The job '{index.Name}' was taken out of {JobsIndex.Name}", ended.Failure, StringComparison.Ordinal));
        Assert.DoesNotContain("twinbert-run-", aliases, StringComparison.Ordinal);
        Assert.InRange(between, 1, Documents - 1);
        Assert.Equal((null, Documents, Documents), (report.Failure, report.Counters.Scanned, report.Counters.Settled));
        Assert.Equal(between, report.Counters.UpToDate);
        Assert.Equal(Documents, await index.EmbeddedAsync(Model));
        await jobs.AssertAsMadeAsync();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task FollowAsync_IndexOfJobsDeleted_BeginsTheJobAnewAndGoesOn(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(Documents));
        await using var jobs = new OwnJobs(index);
        using var bench = new BackfillBench(index) { SharesJobs = true, Between = jobs.Of };
        await using var first = new Following(bench);
        await using var second = new Following(bench);
        await first.UntilAsync(FollowNewsKind.Following, index.Name);
        await second.UntilAsync(FollowNewsKind.Following, index.Name);

        await jobs.DeleteAsync();
        await index.PutAsync("late", """{"title":"written when there is no job"}""");
        await first.UntilAsync(FollowNewsKind.JobGone, index.Name);
        await second.UntilAsync(FollowNewsKind.JobGone, index.Name);
        await first.UntilAsync(FollowNewsKind.Following, index.Name, times: 2);
        await second.UntilAsync(FollowNewsKind.Following, index.Name, times: 2);
        await index.PutAsync("later", """{"title":"written when there is one again"}""");

        await Following.UntilAsync(async () => await index.EmbeddedAsync(Model) == Documents + 2);
        await jobs.AssertAsMadeAsync();
        await first.StopAsync();
        await second.StopAsync();
        Assert.DoesNotContain("twinbert-run-", await index.SendAsync(HttpMethod.Get, "_alias"), StringComparison.Ordinal);
    }

    /// <summary>An index of jobs that no other test has, so that it can be deleted.</summary>
    private sealed class OwnJobs(EngineIndex index) : IAsyncDisposable
    {
        private readonly string _name = $"{JobsIndex.Name}-of-{index.Name}";

        public Renaming Of(IClusterCalls calls) => new Renaming(calls, _name);

        public async Task DeleteAsync() => await index.SendAsync(HttpMethod.Delete, "/" + _name);

        public async Task AssertAsMadeAsync()
        {
            var settings = await index.SendAsync(HttpMethod.Get, "/" + _name);
            Assert.Contains("\"hidden\":\"true\"", settings, StringComparison.Ordinal);
            Assert.Contains("\"dynamic\":\"false\"", settings, StringComparison.Ordinal);
        }

        public async ValueTask DisposeAsync() => await index.RemoveAsync("/" + _name);
    }

    private sealed class Renaming(IClusterCalls calls, string name) : IClusterCalls
    {
        public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken) =>
            calls.SendAsync(call with { Target = call.Target.Replace("/" + JobsIndex.Name, "/" + name, StringComparison.Ordinal) }, cancellationToken);
    }
}
