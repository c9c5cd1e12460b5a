using System.IO.Compression;
using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>What applications put into a search beside its text, through the sidecar: the engine ranks by the new scores.</summary>
public sealed class EngineShapesTests(RealEngines engines)
{
    private const string Query = "\"query\":{\"match\":{\"title\":\"item boot\"}}";
    private const string Ties = "\"sort\":[\"_score\",{\"price\":\"desc\"},{\"exact\":\"asc\"}]";
    private const string Own = """{"window_size":50,"query":{"rescore_query":{"match":{"title":"red"}},"rescore_query_weight":3}}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_OfAnyShapeThatTheEngineBears_HasTheNewScoresOfAllThatItFinds(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        (string Query, string Body, string Plan)[] searches =
        [
            ("", $"{{{Query},{Ties},\"size\":50}}", "wrap"),
            ("", $"{{{Query},{Ties},\"size\":50,\"min_score\":0.3}}", "wrap"),
            ("", $"{{{Query},\"size\":15,\"min_score\":0.3}}", "rescore"),
            ("", $"{{{Query},\"size\":15,\"profile\":true}}", "rescore"),
            ("", $"{{{Query},{Ties},\"size\":50,\"profile\":true}}", "wrap"),
            ("", $"{{{Query},\"size\":15,\"explain\":true}}", "rescore"),
            ("", $"{{{Query},{Ties},\"size\":50,\"explain\":true}}", "wrap"),
            ("", $"{{{Query},\"size\":15,\"rescore\":[{Own}]}}", "rescore"),
            ("", $"{{{Query},\"size\":15,\"rescore\":{Own}}}", "rescore"),
            ("", $"{{{Query},\"size\":15,\"rescore\":[]}}", "rescore"),
            ("?filter_path=hits.hits._score,hits.hits._id,hits.hits.sort", $"{{{Query},{Ties},\"size\":50}}", "wrap"),
            ("?filter_path=hits", $"{{{Query},\"size\":15}}", "rescore"),
        ];
        foreach (var (query, body, plan) in searches)
        {
            var answer = await fixture.UntilAsync(body, plan, "/@/_search" + query);
            var own = await fixture.DirectAsync("POST", "/@/_search" + query, body.Replace("\"size\":15", "\"size\":50", StringComparison.Ordinal));

            Assert.NotEmpty(own.Hits);
            Assert.Equal((body, plan == "wrap" ? own.Hits.Count : Math.Min(own.Hits.Count, 15)), (body, answer.Hits.Count));
            IsBlended(own, answer, body);
            Assert.DoesNotContain("text_hash", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_HitsWithoutIdentity_AreRankedByTheEngine(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        const string Nameless = $"{{{Query},\"size\":50,\"stored_fields\":\"_none_\",\"docvalue_fields\":[\"price\"]}}";
        var named = await fixture.UntilAsync($"{{{Query},\"size\":50}}", "rescore");

        var answer = await fixture.UntilAsync(Nameless, "rescore");

        using var json = JsonDocument.Parse(answer.Body);
        var hits = json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().ToArray();
        Assert.Equal(named.Hits.Select(hit => hit.Score), hits.Select(hit => hit.GetProperty("_score").GetSingle()));
        Assert.All(hits, hit => Assert.False(hit.TryGetProperty("_id", out _)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_SlicesOfAScroll_AreTogetherTheWhole(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var whole = await fixture.UntilAsync($"{{{Query},{Ties},\"size\":50}}", "wrap");
        var hits = new List<(int Id, float Score)>();
        foreach (var slice in new[] { 0, 1 })
        {
            var page = await fixture.ThroughAsync("POST", "/@/_search?scroll=1m", $"{{{Query},{Ties},\"size\":6,\"slice\":{{\"id\":{slice},\"max\":2}}}}");
            Assert.Equal((RerankStatus.Reranked, "wrap"), (page.Verdict!.Status, page.Verdict.Plan));
            while (page.Hits.Count > 0)
            {
                hits.AddRange(page.Hits.Select(hit => (hit.Id, hit.Score)));
                page = await fixture.ThroughAsync("POST", "/_search/scroll", $$"""{"scroll":"1m","scroll_id":"{{page.ScrollId}}"}""");
            }
        }

        Assert.Equal(whole.Hits.Select(hit => hit.Id).Order(), hits.Select(hit => hit.Id).Order());
        Assert.Equal(whole.Hits.Select(hit => hit.Score), hits.Select(hit => hit.Score).OrderDescending());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_PagesBehindAScore_AreThoseOfOneOrder(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        const string Unique = "\"sort\":[\"_score\",{\"big\":\"asc\"},\"_doc\"]";
        var whole = await fixture.UntilAsync($"{{{Query},{Unique},\"size\":50}}", "wrap");
        var ids = new List<int>();
        for (var after = ""; ;)
        {
            var page = await fixture.ThroughAsync("POST", "/@/_search", $"{{{Query},{Unique},\"size\":7{after}}}");
            if (page.Hits.Count == 0)
            {
                break;
            }

            Assert.Equal((RerankStatus.Reranked, "wrap"), (page.Verdict!.Status, page.Verdict.Plan));

            ids.AddRange(page.Hits.Select(hit => hit.Id));
            using var json = JsonDocument.Parse(page.Body);
            after = $",\"search_after\":{json.RootElement.GetProperty("hits").GetProperty("hits")[page.Hits.Count - 1].GetProperty("sort").GetRawText()}";
        }

        Assert.Equal(whole.Hits.Select(hit => hit.Id), ids);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_ByAStandardRetriever_IsRankedWhereTheEngineHasOne(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        const string Retriever = $"{{\"retriever\":{{\"standard\":{{{Query}}}}},\"size\":50}}";
        var whole = await fixture.UntilAsync($"{{{Query},{Ties},\"size\":50}}", "wrap");
        if (kind == EngineKind.OpenSearch2)
        {
            var refused = await fixture.ThroughAsync("POST", "/@/_search", Retriever);
            Assert.Equal((400, "retriever"), (refused.Status, refused.Verdict!.Reason?.Name));
            return;
        }

        var answer = await fixture.UntilAsync(Retriever, "wrap");

        Assert.Equal(whole.Hits.Select(hit => hit.Score), answer.Hits.Select(hit => hit.Score));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_ByAClientThatUnpacks_ComesPackedWithoutTheEmbedding(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        const string Body = $"{{{Query},\"size\":50}}";
        var plain = await fixture.UntilAsync(Body, "rescore");

        var packed = await fixture.InFormAsync(true, "POST", "/@/_search", Body, isPacked: true);

        Assert.Equal("gzip", packed.Response.Content.Headers.ContentEncoding.Single());
        using var unpacked = new GZipStream(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(packed.Body)), CompressionMode.Decompress);
        using var json = await JsonDocument.ParseAsync(unpacked, cancellationToken: TestContext.Current.CancellationToken);
        var hits = json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray();
        Assert.Equal(plain.Hits.Select(hit => hit.Score), hits.Select(hit => hit.GetProperty("_score").GetSingle()));
        Assert.DoesNotContain("twinbert", json.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    // Of as many hits as are rescored, which a page of 15 is well within.
    private static void IsBlended(SearchingAnswer own, SearchingAnswer answer, string body)
    {
        var expected = own.Hits.ToDictionary(hit => hit.Id, hit => SearchingFixture.Blend(hit.Id, hit.Score));
        Assert.All(answer.Hits, hit => Assert.True(Math.Abs((expected[hit.Id] / hit.Score) - 1) < 2e-4, $"{body}: {hit.Id} has {hit.Score}"));
        Assert.Equal(answer.Hits.OrderByDescending(hit => hit.Score).Select(hit => hit.Score), answer.Hits.Select(hit => hit.Score));
    }
}
