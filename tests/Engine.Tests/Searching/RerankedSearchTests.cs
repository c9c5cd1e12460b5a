using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

public sealed class RerankedSearchTests(RealEngines engines)
{
    private const string Query = """{"query":{"match":{"title":"item boot"}},"size":#,"from":%}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_ThroughTheSidecar_HasTheBlendsOrderAndOtherwiseTheEnginesBytes(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        var body = Page(0, SearchingFixture.Window);
        var engine = await fixture.DirectAsync("POST", "/@/_search", body);
        var expected = engine.Hits
            .Select(hit => (hit.Id, Score: SearchingFixture.Blend(hit.Id, hit.Score), hit.Others))
            .OrderByDescending(hit => hit.Score)
            .ToArray();

        var answer = await fixture.ThroughAsync("POST", "/@/_search", body);

        Assert.Equal(expected.Select(hit => hit.Id), answer.Hits.Select(hit => hit.Id));
        Assert.Equal(expected.Select(hit => hit.Others), answer.Hits.Select(hit => hit.Others));
        Assert.All(expected.Zip(answer.Hits), pair => Assert.Equal(pair.First.Score, pair.Second.Score, pair.First.Score * 1e-5));
        Assert.Equal(engine.Frame, answer.Frame);
        var missing = expected.Count(hit => !SearchingDocuments.HasEmbedding(hit.Id));
        Assert.Equal((RerankStatus.Reranked, SearchingFixture.Window, missing), (answer.Verdict!.Status, answer.Verdict.Window, answer.Verdict.Missing));
        Assert.True(answer.Verdict.Moved > 0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_PageByPage_ConcatenatesToTheWholeBeyondTheWindow(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        var whole = await fixture.ThroughAsync("POST", "/@/_search", Page(0, SearchingDocuments.Count));

        foreach (var size in new[] { 7, 11 })
        {
            var pages = new List<(int, float, string)>();
            for (var from = 0; from < SearchingDocuments.Count; from += size)
            {
                pages.AddRange((await fixture.ThroughAsync("POST", "/@/_search", Page(from, size))).Hits);
            }

            Assert.Equal(whole.Hits, pages);
        }

        Assert.Equal(SearchingDocuments.Count, whole.Hits.Select(hit => hit.Id).Distinct().Count());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_QueryInTheUrl_IsRerankedAlike(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);

        var byBody = await fixture.ThroughAsync("POST", "/@/_search", """{"query":{"query_string":{"query":"title:(item boot)"}},"size":5}""");
        var byUrl = await fixture.ThroughAsync("GET", "/@/_search?size=5&q=title:(item+boot)");

        Assert.Equal(RerankStatus.Reranked, byUrl.Verdict!.Status);
        Assert.Equal(byBody.Hits, byUrl.Hits);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_IndexWithoutEmbeddings_IsTheEnginesOwnPage(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        await fixture.WriteUnmappedAsync();

        var engine = await fixture.ThroughAsync("POST", "/@2/_search", """{"query":{"match":{"title":"boot"}}}""", "off");
        var answer = await fixture.ThroughAsync("POST", "/@2/_search", """{"query":{"match":{"title":"boot"}}}""");

        Assert.Equal(engine.Body, answer.Body);
        Assert.Contains("""{"title": "boot","n":1e3}""", answer.Body, StringComparison.Ordinal);
        Assert.Equal((RerankStatus.Skipped, "no_embeddings"), (answer.Verdict!.Status, answer.Verdict.Reason?.Name));
    }

    private static string Page(int from, int size) => Query
        .Replace("#", size.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("%", from.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
