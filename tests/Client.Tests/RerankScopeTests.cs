using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Client.Tests;

public sealed class RerankScopeTests
{
    [Fact]
    public void Begin_Nested_InnermostCountsUntilItEnds()
    {
        using var outer = RerankScope.Begin(new() { Window = 1 });
        using (RerankScope.Begin(new() { Window = 2 }))
        {
            Assert.Equal(2, RerankScope.Current?.Hints.Window);
        }

        Assert.Same(outer, RerankScope.Current);
        outer.Dispose();
        Assert.Null(RerankScope.Current);
    }

    [Fact]
    public void Dispose_OuterBeforeInner_LeavesNoEndedScopeInForce()
    {
        var outer = RerankScope.Begin(new() { Window = 1 });
        var inner = RerankScope.Begin(new() { Window = 2 });

        outer.Dispose();
        Assert.Same(inner, RerankScope.Current);
        inner.Dispose();

        Assert.Null(RerankScope.Current);
    }

    [Fact]
    public async Task Begin_InParallelFlows_EachSeesItsOwn()
    {
        using var ready = new Barrier(2);
        int? Flow(int window)
        {
            using var scope = RerankScope.Begin(new() { Window = window });
            ready.SignalAndWait(TestContext.Current.CancellationToken);
            return RerankScope.Current?.Hints.Window;
        }

        var seen = await Task.WhenAll(OnThreadOfItsOwn(() => Flow(1)), OnThreadOfItsOwn(() => Flow(2)));

        Assert.Equal([1, 2], seen);
        Assert.Null(RerankScope.Current);
    }

    [Fact]
    public async Task Dispose_TaskStartedInsideStillRuns_IsOutOfForceThereToo()
    {
        var goOn = new TaskCompletionSource();
        var scope = RerankScope.Begin(RerankHints.Disabled);
        var late = Task.Run(
            async () =>
            {
                await goOn.Task;
                return RerankScope.Current;
            },
            TestContext.Current.CancellationToken);

        scope.Dispose();
        goOn.SetResult();

        Assert.Null(await late);
    }

    [Fact]
    public async Task Verdicts_SearchesInsideNestedScopes_AreKeptInEach()
    {
        var ct = TestContext.Current.CancellationToken;
        using var client = new HttpClient(new TwinBertHandler(new RecordingHandler("failed; reason=encoder")));
        using var outer = RerankScope.Begin(new() { Window = 1 });
        Assert.Null(outer.LastVerdict);
        await client.GetAsync(new Uri("http://sidecar/a/_search"), ct);
        using (var inner = RerankScope.Observe())
        {
            await client.GetAsync(new Uri("http://sidecar/b/_search"), ct);
            Assert.Equal(RerankStatus.Failed, inner.LastVerdict?.Status);
            Assert.Single(inner.Verdicts);
            Assert.Equal(outer.Hints, inner.Hints);
        }

        Assert.Equal(2, outer.Verdicts.Count);
    }

    [Fact]
    public async Task Verdicts_ConcurrentSearches_LoseNone()
    {
        using var client = new HttpClient(new TwinBertHandler(new RecordingHandler()));
        using var scope = RerankScope.Observe();

        await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => Task.Run(() => client.GetAsync(new Uri("http://sidecar/a/_search"), TestContext.Current.CancellationToken))));

        Assert.Equal(200, scope.Verdicts.Count);
    }

    private static Task<T> OnThreadOfItsOwn<T>(Func<T> work) =>
        Task.Factory.StartNew(work, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
