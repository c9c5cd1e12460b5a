using System.Globalization;
using System.Text.Json;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

public sealed class ExplainTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public Task Search_Explained_SaysBothOrdersAndWhy(EngineKind kind) =>
        CheckAsync(kind, """{"query":{"match":{"title":"item boot"}},"size":5}""", "rescore");

    [Theory, MemberData(nameof(Kinds))]
    public Task Search_ExplainedThatOnlyTheEngineCrosses_SaysBothOrdersAndWhy(EngineKind kind) =>
        CheckAsync(kind, """{"query":{"match":{"title":"item boot"}},"size":5,"sort":["_score",{"price":"desc"}]}""", "wrap");

    private async Task CheckAsync(EngineKind kind, string body, string plan)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var plain = await fixture.UntilAsync(body, plan);

        var answer = await fixture.ExplainedAsync(body);

        using var json = JsonDocument.Parse(answer.Body);
        var why = json.RootElement.GetProperty("_twinbert");
        var hits = why.GetProperty("hits").EnumerateArray().ToDictionary(hit => int.Parse(hit.GetProperty("_id").GetString()!, CultureInfo.InvariantCulture));
        Assert.Equal((plan, "item boot"), (why.GetProperty("plan").GetString(), why.GetProperty("query_text").GetString()));
        Assert.Equal(plain.Hits.Select(hit => hit.Id), answer.Hits.Select(hit => hit.Id));
        Assert.DoesNotContain("_twinbert", plain.Body, StringComparison.Ordinal);
        Assert.All(hits, hit =>
        {
            var (engine, factor) = (hit.Value.GetProperty("engine_score").GetSingle(), hit.Value.GetProperty("factor").GetSingle());
            Assert.Equal(SearchingFixture.Blend(hit.Key, engine), hit.Value.GetProperty("score").GetSingle(), 1e-4f * engine);
            Assert.Equal(SearchingDocuments.HasEmbedding(hit.Key), hit.Value.GetProperty("similarity").ValueKind == JsonValueKind.Number);
            Assert.Equal(SearchingDocuments.HasEmbedding(hit.Key) ? factor : 1, factor);
        });
        Assert.Equal(Enumerable.Range(1, hits.Count), hits.Values.Select(hit => hit.GetProperty("rank").GetInt32()));
        Assert.Equal(Enumerable.Range(1, hits.Count), hits.Values.Select(hit => hit.GetProperty("engine_rank").GetInt32()).Order());
        Assert.All(answer.Hits.Where(hit => hits.ContainsKey(hit.Id)), hit =>
            Assert.Equal(hit.Score, hits[hit.Id].GetProperty("score").GetSingle(), hit.Score * 1e-4f));
    }
}
