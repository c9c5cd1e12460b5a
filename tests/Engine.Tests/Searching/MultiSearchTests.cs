using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>Searches in one request are answered as each would be alone.</summary>
public sealed class MultiSearchTests(RealEngines engines)
{
    private const string Boots = """{"query":{"match":{"title":"item boot"}},"size":4,"from":1}""";

    private static readonly (string Header, string Parameters, string Body, string End)[] Searches =
    [
        ("{}", "", Boots, "reranked"),
        (
            "{\"index\":\"@\",\"preference\":\"_local\",\"search_type\":\"dfs_query_then_fetch\"}",
            "?preference=_local&search_type=dfs_query_then_fetch",
            Boots,
            "reranked"),
        (
            "",
            "",
            """{"query":{"match":{"title":"red hat"}},"aggs":{"p":{"avg":{"field":"price"}}},"highlight":{"fields":{"title":{}}},"_source":["price"]}""",
            "reranked"),
        ("{}", "", """{"query":{"match":{"title":"boot"}},"sort":["_doc"],"size":3}""", "skipped:sort"),
        ("{}", "", """{"query":{"match":{"title":"sock"}},"size":2,"explain":true}""", "reranked"),
        ("{}", "", """{"size":0}""", "skipped:size_0"),
        ("{\"index\":\"@none\"}", "none", Boots, "skipped:engine_error"),
        ("{}", "", """{"query":{"match":{"nowhere":"boot"}}}""", "skipped:no_hits"),
        ("{}", "", """{"query":{"match":{"big":"boot"}}}""", "skipped:engine_error"),
    ];

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task MultiSearch_ThroughTheSidecar_AnswersEachAsASingleSearch(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);

        var together = await fixture.ThroughAsync("POST", "/@/_msearch", string.Concat(Searches.Select(search => search.Header + "\n" + search.Body + "\n")));

        using var document = JsonDocument.Parse(together.Body);
        var items = document.RootElement.GetProperty("responses").EnumerateArray().Select(item => item.GetRawText()).ToArray();
        foreach (var (i, search) in Searches.Index())
        {
            var target = search.Parameters == "none" ? "/@none/_search" : "/@/_search" + search.Parameters;
            var alone = await fixture.ThroughAsync("POST", target, search.Body);
            Assert.Equal(alone.Status == 200 ? alone.Body[..^1] + ",\"status\":200}" : alone.Body, items[i]);
        }

        Assert.Equal(
            Searches.Select(search => search.End),
            together.Verdict!.Items!.Select(item => item.ToString().Replace("; reason=", ":", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task MultiSearch_SwitchedOffOrRefused_IsTheEnginesAnswer(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        (string Target, string Body, string? Hint)[] requests =
        [
            ("/@/_msearch", "{}\n" + Boots + "\n", "off"),
            ("/@/_msearch?filter_path=responses.hits.hits._id", "{}\n" + Boots + "\n", null),
            ("/@/_msearch", "{}\n" + Boots, null),
            ("/@/_msearch", "{}\n" + Boots + "\n{}\n{\"query\":{\"mach\":{}}}\n", null),
            ("/@/_msearch", "{\"mystery\":1}\n" + Boots + "\n", null),
        ];

        foreach (var (target, body, hint) in requests)
        {
            var engine = await fixture.DirectAsync("POST", target, body);
            var answer = await fixture.ThroughAsync("POST", target, body, hint);

            Assert.Equal((engine.Status, engine.Body), (answer.Status, answer.Body));
            Assert.NotEqual(RerankStatus.Reranked, answer.Verdict!.Status);
        }
    }
}
