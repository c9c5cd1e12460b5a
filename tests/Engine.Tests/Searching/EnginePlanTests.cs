using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

public sealed class EnginePlanTests(RealEngines engines)
{
    private const string Plain = """{"query":{"match":{"title":"item boot"}},"size":10}""";
    private const string ByScoreThenPrice = """{"query":{"match":{"title":"item boot"}},"size":40,"sort":["_score",{"price":"desc"},{"exact":"asc"}]}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_PlanAuto_IsCrossedByTheEngineOnceItIsKnownThatItCan(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var window = await fixture.ThroughAsync("POST", "/@/_search", Plain);
        var engine = await fixture.UntilAsync(Plain, "rescore");

        Assert.Equal((RerankStatus.Reranked, "window"), (window.Verdict!.Status, window.Verdict.Plan));
        Assert.Equal(window.Hits.Select(hit => hit.Id), engine.Hits.Select(hit => hit.Id));
        Assert.DoesNotContain("twinbert", engine.Body, StringComparison.Ordinal);
        Assert.Null(engine.Verdict!.Window ?? engine.Verdict.Moved);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_WithTieBreaks_IsCrossedByTheEngineOverAllThatMatches(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var own = await fixture.ThroughAsync("POST", "/@/_search", ByScoreThenPrice);
        var answer = await fixture.UntilAsync(ByScoreThenPrice, "wrap");
        var expected = own.Hits.Select(hit => (hit.Id, Score: SearchingFixture.Blend(hit.Id, hit.Score))).OrderByDescending(hit => hit.Score).ToArray();

        Assert.Equal("plan_unknown", own.Verdict!.Reason?.Name);
        Assert.All(answer.Hits, hit =>
        {
            var score = expected.Single(other => other.Id == hit.Id).Score;
            Assert.Equal(score, hit.Score, score * 1e-4);
        });
        Assert.Equal(answer.Hits.OrderByDescending(hit => hit.Score).Select(hit => hit.Id), answer.Hits.Select(hit => hit.Id));
        Assert.NotEqual(own.Hits.Select(hit => hit.Id), answer.Hits.Select(hit => hit.Id));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_ByScroll_HasThePagesOfTheWholeInItsOrder(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var whole = await fixture.UntilAsync(ByScoreThenPrice, "wrap");
        const string Body = """{"query":{"match":{"title":"item boot"}},"size":7,"sort":["_score",{"price":"desc"},{"exact":"asc"}]}""";
        var page = await fixture.ThroughAsync("POST", "/@/_search?scroll=1m", Body);
        Assert.Equal((RerankStatus.Reranked, "wrap"), (page.Verdict!.Status, page.Verdict.Plan));
        var ids = new List<int>();
        while (page.Hits.Count > 0)
        {
            ids.AddRange(page.Hits.Select(hit => hit.Id));
            Assert.DoesNotContain("twinbert", page.Body, StringComparison.Ordinal);
            page = await fixture.ThroughAsync("POST", "/_search/scroll", $$"""{"scroll":"1m","scroll_id":"{{page.ScrollId}}"}""");
        }

        Assert.Equal(whole.Hits.Select(hit => hit.Id), ids);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task MultiSearch_OfPlansOfAllKinds_AnswersEachByItsOwn(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var plain = await fixture.UntilAsync(Plain, "rescore");
        var sorted = await fixture.UntilAsync(ByScoreThenPrice, "wrap");
        const string ByPrice = """{"query":{"match":{"title":"item boot"}},"size":3,"sort":["price"]}""";
        var own = await fixture.ThroughAsync("POST", "/@/_search", ByPrice);

        var answer = await fixture.ThroughAsync("POST", "/@/_msearch", $"{{}}\n{Plain}\n{{}}\n{ByPrice}\n{{}}\n{ByScoreThenPrice}\n");

        Assert.Equal("rescore,wrap", answer.Verdict!.Plan);
        Assert.Equal(["reranked", "skipped", "reranked"], answer.Verdict.Items!.Select(item => item.Status.Name));
        using var json = JsonDocument.Parse(answer.Body);
        var ids = json.RootElement.GetProperty("responses").EnumerateArray().Select(IdsOf).ToArray();
        Assert.Equal(plain.Hits.Select(hit => hit.Id), ids[0]);
        Assert.Equal(IdsOf(JsonDocument.Parse(own.Body).RootElement), ids[1]);
        Assert.Equal(sorted.Hits.Select(hit => hit.Id), ids[2]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_IndicesThatDifferInTheirTextFields_AreCrossedTogether(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        await fixture.FillMoreAsync();
        var one = await fixture.UntilAsync(ByScoreThenPrice, "wrap");
        var both = await fixture.UntilAsync(ByScoreThenPrice.Replace("\"size\":40", "\"size\":80", StringComparison.Ordinal), "wrap", "/@,@-more/_search");

        Assert.Equal(2 * one.Hits.Count, both.Hits.Count);
        Assert.Equal(one.Hits.Select(hit => hit.Score), both.Hits.Where((_, i) => i % 2 == 0).Select(hit => hit.Score));
        Assert.DoesNotContain("twinbert", both.Body, StringComparison.Ordinal);
    }

    private static int[] IdsOf(JsonElement answer) =>
    [
        .. answer.GetProperty("hits").GetProperty("hits").EnumerateArray()
            .Select(hit => int.Parse(hit.GetProperty("_id").GetString()!, System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
