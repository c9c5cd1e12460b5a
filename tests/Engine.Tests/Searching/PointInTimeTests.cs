using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>Searches that name a point in time in place of an index, which the sidecar saw being opened.</summary>
public sealed class PointInTimeTests(RealEngines engines)
{
    private const string Query = "\"query\":{\"match\":{\"title\":\"item boot\"}}";
    private const string Ties = "\"sort\":[\"_score\",{\"exact\":\"asc\"},{\"price\":\"desc\"}]";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_OfAPointInTime_IsCrossedByTheEngine(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var index = await fixture.UntilAsync($"{{{Query},\"size\":15}}", "rescore");
        var id = await OpenAsync(fixture, kind);

        var answer = await fixture.UntilAsync($"{{{Query},\"size\":15,\"pit\":{{\"id\":\"{id}\"}}}}", "rescore", "/_search");

        Assert.Equal(index.Hits.Select(hit => hit.Id), answer.Hits.Select(hit => hit.Id));
        Assert.DoesNotContain("twinbert", answer.Body, StringComparison.Ordinal);
        Assert.Contains(id, answer.Body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_PageBehindPage_HasAllHitsOnceInTheNewOrder(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var whole = await fixture.UntilAsync($"{{{Query},\"size\":40,{Ties}}}", "wrap");

        // OpenSearch breaks no ties by itself: there they are the client's to break.
        var sort = kind == EngineKind.OpenSearch2 ? Ties.Replace("exact", "_id", StringComparison.Ordinal) : Ties;
        var pages = await ReadAsync(fixture, await OpenAsync(fixture, kind), sort);

        Assert.Equal(whole.Hits.Select(hit => hit.Id).Order(), pages.Select(hit => hit.Id).Order());
        Assert.Equal(whole.Hits.Select(hit => hit.Score), pages.Select(hit => hit.Score));
    }

    // OpenSearch gives no sort values where nothing but the score is sorted by.
    [Theory]
    [InlineData(EngineKind.Elasticsearch8)]
    [InlineData(EngineKind.Elasticsearch9)]
    public async Task Search_PagesByScoreAlone_AreThoseOfOneOrder(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var whole = await fixture.UntilAsync($"{{{Query},\"size\":40,{Ties}}}", "wrap");

        foreach (var sort in new[] { "\"sort\":[\"_score\"]", "\"sort\":[{\"_score\":\"desc\"},\"_shard_doc\"]" })
        {
            var pages = await ReadAsync(fixture, await OpenAsync(fixture, kind), sort);

            Assert.Equal(whole.Hits.Select(hit => hit.Id).Order(), pages.Select(hit => hit.Id).Order());
            Assert.Equal(whole.Hits.Select(hit => hit.Score), pages.Select(hit => hit.Score));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task MultiSearch_OfAPointInTime_IsCrossedByTheEngine(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var index = await fixture.UntilAsync($"{{{Query},\"size\":15}}", "rescore");
        var id = await OpenAsync(fixture, kind);

        var unseen = IdOf(await fixture.DirectAsync("POST", OpeningOf(kind)));

        var answer = await fixture.ThroughAsync("POST", "/_msearch", $"{{}}\n{{{Query},\"size\":15,{Of(id)}}}\n{{}}\n{{{Query},{Of(unseen)}}}\n");

        Assert.Equal(["reranked", "skipped:pit"], answer.Verdict!.Items!.Select(item => item.Status + (item.Reason is { } reason ? ":" + reason : "")));
        using var json = JsonDocument.Parse(answer.Body);
        var hits = json.RootElement.GetProperty("responses")[0].GetProperty("hits").GetProperty("hits").EnumerateArray();
        Assert.Equal(index.Hits.Select(hit => $"{hit.Id}"), hits.Select(hit => hit.GetProperty("_id").GetString()));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_OfAPointInTimeThatTheSidecarDidNotSee_IsTheEngines(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        await fixture.UntilAsync($"{{{Query}}}", "rescore");
        var opened = await fixture.DirectAsync("POST", OpeningOf(kind));

        var answer = await fixture.ThroughAsync("POST", "/_search", $"{{{Query},\"pit\":{{\"id\":\"{IdOf(opened)}\"}}}}");

        Assert.Equal((200, "pit"), (answer.Status, answer.Verdict!.Reason?.Name));
        Assert.Equal(10, answer.Hits.Count);
    }

    private static async Task<List<(int Id, float Score)>> ReadAsync(SearchingFixture fixture, string id, string sort)
    {
        var hits = new List<(int Id, float Score)>();
        for (var after = ""; ;)
        {
            var page = await fixture.ThroughAsync("POST", "/_search", $"{{{Query},\"size\":7,{sort},{Of(id)}{after}}}");
            if (page.Hits.Count == 0)
            {
                Assert.Equal("no_hits", page.Verdict!.Reason?.Name);
                return hits;
            }

            Assert.Equal((RerankStatus.Reranked, "wrap"), (page.Verdict!.Status, page.Verdict.Plan));

            using var json = JsonDocument.Parse(page.Body);
            hits.AddRange(page.Hits.Select(hit => (hit.Id, hit.Score)));
            after = $",\"search_after\":{json.RootElement.GetProperty("hits").GetProperty("hits")[page.Hits.Count - 1].GetProperty("sort").GetRawText()}";
        }
    }

    private static async Task<string> OpenAsync(SearchingFixture fixture, EngineKind kind) => IdOf(await fixture.ThroughAsync("POST", OpeningOf(kind)));

    private static string OpeningOf(EngineKind kind) =>
        kind == EngineKind.OpenSearch2 ? "/@/_search/point_in_time?keep_alive=1m" : "/@/_pit?keep_alive=1m";

    private static string Of(string id) => $"\"pit\":{{\"id\":\"{id}\",\"keep_alive\":\"1m\"}}";

    private static string IdOf(SearchingAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return (json.RootElement.TryGetProperty("id", out var id) ? id : json.RootElement.GetProperty("pit_id")).GetString()!;
    }
}
