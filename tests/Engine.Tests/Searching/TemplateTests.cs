using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>A template search is answered as the search that it makes, and as the engine answers it where the engine was built without templates.</summary>
public sealed class TemplateTests(RealEngines engines)
{
    private const string Template = """{"source":{"query":{"match":{"title":"{{q}}"}},"size":4,"from":1},"params":{"q":"item boot"}}""";
    private const string Search = """{"query":{"match":{"title":"item boot"}},"size":4,"from":1}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Template_ThroughTheSidecar_IsTheRerankedSearchInTheFormOfATemplates(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        if ((await fixture.DirectAsync("POST", "/_render/template", Template)).Status != 200)
        {
            await AssertIsTheEnginesAsync(fixture, "/@/_search/template", Template);
            await AssertIsTheEnginesAsync(fixture, "/@/_msearch/template", "{}\n" + Template + "\n");
            return;
        }

        var search = await fixture.ThroughAsync("POST", "/@/_search", Search);
        var engine = await fixture.DirectAsync("POST", "/@/_search/template", Template);
        var answer = await fixture.ThroughAsync("POST", "/@/_search/template", Template);
        var together = await fixture.ThroughAsync("POST", "/@/_msearch/template", "{}\n" + Template + "\n{}\n{\"id\":\"none\"}\n");

        Assert.Equal((RerankStatus.Reranked, engine.Frame), (answer.Verdict!.Status, answer.Frame));
        Assert.Equal(search.Hits, answer.Hits);
        Assert.Equal(
            ["reranked", "skipped:search_template"],
            together.Verdict!.Items!.Select(item => item.ToString().Replace("; reason=", ":", StringComparison.Ordinal)));
        using var items = JsonDocument.Parse(together.Body);
        Assert.Contains(items.RootElement.GetProperty("responses")[0].GetProperty("hits").GetRawText(), answer.Body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Template_NotEligibleOrWrong_IsTheEnginesAnswer(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        string[] templates =
        [
            """{"id":"none"}""",
            """{"source":"{\"query\":{{q}}}","params":{"q":"x"}}""",
            """{"source":{"query":{"match_all":{}},"sort":["_doc"],"size":2}}""",
            """{"source":{"query":{"mach":{}}}}""",
        ];

        foreach (var template in templates)
        {
            await AssertIsTheEnginesAsync(fixture, "/@/_search/template", template);
        }
    }

    private static async Task AssertIsTheEnginesAsync(SearchingFixture fixture, string target, string body)
    {
        var engine = await fixture.DirectAsync("POST", target, body);
        var answer = await fixture.ThroughAsync("POST", target, body);

        Assert.Equal((engine.Status, engine.Body), (answer.Status, answer.Body));
        Assert.NotEqual(RerankStatus.Reranked, answer.Verdict!.Status);
    }
}
