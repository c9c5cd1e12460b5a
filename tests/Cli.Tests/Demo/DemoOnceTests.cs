using System.Text.Json;
using Xunit;

namespace TwinBert.Cli.Tests.Demo;

public sealed class DemoOnceTests(DemoOnce demo) : IClassFixture<DemoOnce>
{
    [Fact]
    public void RunAsync_OnceJson_PrintsOneDocumentAndSucceeds()
    {
        Assert.Equal(0, demo.ExitCode);
        Assert.Equal(JsonValueKind.Object, demo.Result.ValueKind);
        Assert.Single(demo.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public void RunAsync_OnceJson_ReranksWhatTheEngineFound()
    {
        var (engine, reranked) = (Ids("engine"), Ids("reranked"));

        Assert.StartsWith("reranked; window=", demo.Result.GetProperty("verdict").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(engine, reranked);
        Assert.Equal(engine.Order(), reranked.Order());
        Assert.Equal(engine.Length, engine.Distinct().Count());
    }

    [Fact]
    public void RunAsync_OnceJson_TimesEveryStage()
    {
        var stages = demo.Result.GetProperty("milliseconds").EnumerateObject().ToArray();

        Assert.Equal(["model", "node", "sidecar", "load", "engine_search", "reranked_search"], stages.Select(stage => stage.Name));
        Assert.All(stages, stage => Assert.True(stage.Value.GetDouble() > 0, stage.Name));
    }

    [Fact]
    public void RunAsync_Catalogue_IsWhollyEmbeddedOnTheWayIn()
    {
        Assert.Equal(352, demo.Result.GetProperty("documents").GetInt32());
        Assert.All(Queries(), query => Assert.Contains("missing=0", query.GetProperty("verdict").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void RunAsync_Catalogue_IsRankedClearlyBetterThanByBm25()
    {
        var means = demo.Result.GetProperty("ndcg@10");
        var gain = means.GetProperty("reranked").GetDouble() - means.GetProperty("engine").GetDouble();
        var better = Queries().Count(query => query.GetProperty("reranked").GetDouble() > query.GetProperty("engine").GetDouble());
        var worse = Queries().Count(query => query.GetProperty("reranked").GetDouble() < query.GetProperty("engine").GetDouble());

        Assert.True(gain > 0.06, $"The gain is {gain}.");
        Assert.True(better > 4 * worse, $"Better on {better}, worse on {worse}.");
    }

    [Theory]
    [InlineData("HV-2210-F")]
    [InlineData("PX-302XL-BK")]
    [InlineData("CG-40-BR")]
    [InlineData("DST-F40")]
    public void RunAsync_PartNumber_StaysWhereBm25PutIt(string number)
    {
        var query = Queries().Single(query => query.GetProperty("query").GetString() == number);

        Assert.Equal(1, query.GetProperty("engine").GetDouble(), 6);
        Assert.Equal(1, query.GetProperty("reranked").GetDouble(), 6);
    }

    private JsonElement[] Queries() => [.. demo.Result.GetProperty("queries").EnumerateArray()];

    private string[] Ids(string name) => [.. demo.Result.GetProperty(name).EnumerateArray().Select(id => id.GetString()!)];
}
