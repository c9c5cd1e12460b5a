using System.Globalization;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Planning;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>How many documents have an embedding of their present text, as samples and as a full reading say.</summary>
public sealed class FreshnessTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task SampleAsync_SampleAsLargeAsTheIndex_IsAsExactAsReadingAll(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await FillAsync(index, documents: 20);
        var (counter, plan) = await CounterAsync(index);

        var (exact, _) = await counter.CountExactlyAsync(plan, progress: null, Cancel);
        var (sample, failure) = await counter.SampleAsync(plan, 100, seed: 1, Cancel);

        Assert.Null(failure);
        Assert.Equal(new(16, 2, 3, 1, 2) { Sampled = 24, IsExact = true }, exact);
        Assert.Equal(exact, FreshnessSample.Estimate([sample!]));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task SampleAsync_SmallerThanTheIndex_DrawsOthersEachTimeAndComesNear(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await FillAsync(index, documents: 300);
        for (var id = 100; id < 200; id++)
        {
            await index.SendAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"_update/{id}"), """{"doc":{"title":"changed round the sidecar"}}""");
        }

        await index.SendAsync(HttpMethod.Post, "_refresh");
        var (counter, plan) = await CounterAsync(index);

        var samples = new List<FreshnessSample>();
        for (var seed = 1; seed <= 10; seed++)
        {
            samples.Add((await counter.SampleAsync(plan, 60, seed, Cancel)).Sample!);
        }

        var freshness = FreshnessSample.Estimate(samples);
        Assert.Equal((3 * 2) + 298, freshness.Total);
        Assert.Equal((3, 1), (freshness.Missing, freshness.Foreign));
        Assert.InRange(freshness.Stale, 70, 140);
        Assert.True(samples.Select(sample => sample.Embedded.Stale).Distinct().Count() > 1);
    }

    private static async Task<(FreshnessCounter Counter, IndexPlan Plan)> CounterAsync(EngineIndex index)
    {
        var fields = new IndexFields(["title"], new("twinbert"), new("test", HashEncoder.TestFingerprint, 16));
        var plan = await new BackfillPlanner(index.Calls, index.Identity.Family, _ => fields) { RequiresWrites = false }.PlanAsync([index.Name], Cancel);
        return (new(index.Calls, index.Identity, 8 << 20), plan.Indices[0]);
    }

    // Two changed, three written after the backfill, one of another model, two without text.
    private static async Task FillAsync(EngineIndex index, int documents)
    {
        await index.LoadAsync(Enumerable.Range(0, documents - 1).Select(i => $$"""{"title":"shoe number {{i}}"}""").Append("""{"price":1}"""));
        using var bench = new BackfillBench(index);
        Assert.Null((await bench.RunAsync()).Failure);
        await index.SendAsync(HttpMethod.Post, "_update/3?refresh=true", """{"doc":{"title":"another title"}}""");
        await index.SendAsync(HttpMethod.Post, "_update/4?refresh=true", """{"doc":{"title":"one more title"}}""");
        await index.SendAsync(HttpMethod.Post, "_update/5?refresh=true", """{"doc":{"twinbert":{"model":"ffffffffffff"}}}""");
        foreach (var id in new[] { "a", "b", "c" })
        {
            await index.PutAsync(id, """{"title":"written round the sidecar"}""");
        }

        await index.PutAsync("d", """{"price":2}""");
    }
}
