using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>What an engine judges are the searches that people get; where it was built without <c>_rank_eval</c>, it answers as it does without us.</summary>
public sealed class RankEvaluationTests(RealEngines engines)
{
    private const string Plain = """{"query":{"match":{"title":"item boot"}},"size":10}""";
    private const string Promoted =
        """{"query":{"bool":{"must":[{"match":{"title":"item boot"}}],"should":[{"term":{"price":{"value":3,"boost":9}}}]}}}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Evaluate_ThroughTheSidecar_JudgesTheRerankedPages(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var page = await fixture.UntilAsync(Plain, "rescore");
        var promoted = await fixture.ThroughAsync("POST", "/@/_search", Promoted);
        var body = Body("@", ("plain", Plain), ("promoted", Promoted), ("own", """{"query":{"match":{"title":"boot"}},"sort":["price"]}"""));
        var direct = await fixture.DirectAsync("POST", "/@/_rank_eval", body);
        var answer = await fixture.ThroughAsync("POST", "/@/_rank_eval", body);

        if (direct.Status != 200)
        {
            Assert.Equal(direct.Status, answer.Status);
            Assert.NotEqual(RerankStatus.Reranked, answer.Verdict!.Status);
            return;
        }

        Assert.Equal(["reranked", "reranked", "skipped"], answer.Verdict!.Items!.Select(item => item.Status.Name));
        Assert.Equal(page.Hits.Select(hit => hit.Id).Take(5), IdsOf(answer.Body, "plain"));
        Assert.Equal(promoted.Hits.Select(hit => hit.Id).Take(5), IdsOf(answer.Body, "promoted"));
        Assert.Equal(IdsOf(direct.Body, "own"), IdsOf(answer.Body, "own"));
        Assert.NotEqual(IdsOf(direct.Body, "plain"), IdsOf(answer.Body, "plain"));
        Assert.DoesNotContain("twinbert", answer.Body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Evaluate_NotJudgedOrWrong_IsTheEnginesAnswer(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        await fixture.UntilAsync(Plain, "rescore");
        string[] bodies = ["{", """{"requests":[]}""", Body("@", ("a", """{"query":{"mach":{}}}""")), """{"requests":[{"id":"a"}],"metric":{"precision":{}}}"""];
        foreach (var body in bodies)
        {
            var direct = await fixture.DirectAsync("POST", "/@/_rank_eval", body);
            var answer = await fixture.ThroughAsync("POST", "/@/_rank_eval", body);

            Assert.Equal((body, direct.Status), (body, answer.Status));
            Assert.NotEqual(RerankStatus.Reranked, answer.Verdict!.Status);
        }
    }

    private static string Body(string index, params (string Id, string Search)[] searches)
    {
        var requests = searches.Select(search => $$"""
            { "id" : "{{search.Id}}", "request": {{search.Search}} , "ratings":[{"_index":"{{index}}","_id":"1","rating":1},{"_index":"{{index}}","_id":"4","rating":1}]}
            """);
        return "{\"requests\":[" + string.Join(',', requests) + "],\"metric\":{\"precision\":{\"k\":5}}}";
    }

    private static int[] IdsOf(string answer, string search)
    {
        using var json = JsonDocument.Parse(answer);
        return
        [
            .. json.RootElement.GetProperty("details").GetProperty(search).GetProperty("hits").EnumerateArray()
                .Select(hit => int.Parse(hit.GetProperty("hit").GetProperty("_id").GetString()!, System.Globalization.CultureInfo.InvariantCulture)),
        ];
    }
}
