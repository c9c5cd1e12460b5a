using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

public sealed class WeightTests(RealEngines engines)
{
    private const string Plain = """{"query":{"match":{"title":"item boot"}},"size":10}""";
    private const string ByScoreThenPrice = """{"query":{"match":{"title":"item boot"}},"size":40,"sort":["_score",{"price":"desc"},{"exact":"asc"}]}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_WithAWeightOfItsOwn_IsBlendedByThat(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        await fixture.UntilAsync(ByScoreThenPrice, "wrap");
        var own = await fixture.ThroughAsync("POST", "/@/_search", ByScoreThenPrice, "off");

        foreach (var weight in new[] { 0, 0.5, 6 })
        {
            var answer = await fixture.WeighedAsync(ByScoreThenPrice, weight);
            Assert.Equal((RerankStatus.Reranked, "wrap"), (answer.Verdict!.Status, answer.Verdict.Plan));
            Assert.All(answer.Hits, hit =>
            {
                var expected = SearchingFixture.Blend(hit.Id, own.Hits.Single(other => other.Id == hit.Id).Score, weight);
                Assert.Equal(expected, hit.Score, expected * 1e-4);
            });
        }

        Assert.Equal(own.Hits.Select(hit => hit.Id), (await fixture.WeighedAsync(ByScoreThenPrice, 0)).Hits.Select(hit => hit.Id));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_WithAWeightOutOfRange_IsTheEngines(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        var answer = await fixture.WeighedAsync(Plain, 21);

        Assert.Equal("skipped; reason=invalid_hint", answer.Verdict!.ToString());
        Assert.Equal((await fixture.DirectAsync("POST", "/@/_search", Plain)).Hits.Select(hit => hit.Id), answer.Hits.Select(hit => hit.Id));
    }
}
