using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Status;

[Collection(ConsoleAlone.Name)]
public sealed class StatusCommandTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    [Fact]
    public async Task Status_HalfEmbedded_CountsBoth()
    {
        await cluster.LoadAsync("shop-half", 6);
        await CommandLineRun.RunAsync("backfill", "shop-half", "--config", cluster.Config, "--checkpoint", Path.Combine(cluster.Folder, "half.json"));
        await cluster.SendAsync(HttpMethod.Put, "/shop-half/_doc/new?refresh=true", """{"title":"new"}""");
        await cluster.SendAsync(HttpMethod.Post, "/shop-half/_update/0?refresh=true", """{"doc":{"twinbert":{"model":"ffffffffffff"}}}""");

        var run = await CommandLineRun.RunAsync("status", "shop-half", "--config", cluster.Config, "--json");

        var index = JsonElement.Parse(run.Output).GetProperty("indices")[0];
        Assert.Equal((7, 5, 1, 1), (Number(index, "total"), Number(index, "current"), Number(index, "other_model"), Number(index, "missing")));
    }

    [Theory]
    [InlineData("--sample", "100")]
    [InlineData("--exact")]
    public async Task Status_AllRead_TellsFreshFromStale(params string[] how)
    {
        var index = "shop-fresh-" + how.Length;
        await cluster.LoadAsync(index, 4);
        await CommandLineRun.RunAsync("backfill", index, "--config", cluster.Config, "--checkpoint", Path.Combine(cluster.Folder, index + ".json"));
        await cluster.SendAsync(HttpMethod.Post, $"/{index}/_update/0?refresh=true", """{"doc":{"title":"quite another"}}""");
        await cluster.SendAsync(HttpMethod.Put, $"/{index}/_doc/empty?refresh=true", """{"price":3}""");

        var run = await CommandLineRun.RunAsync(["status", index, "--config", cluster.Config, "--json", .. how]);
        var table = await CommandLineRun.RunAsync(["status", index, "--config", cluster.Config, .. how]);

        var freshness = JsonElement.Parse(run.Output).GetProperty("indices")[0].GetProperty("freshness");
        Assert.Equal(
            (3, 1, 0, 0, 1, 5, true),
            (Number(freshness, "fresh"), Number(freshness, "stale"), Number(freshness, "missing"), Number(freshness, "foreign"), Number(freshness, "no_text"),
                Number(freshness, "sampled"), freshness.GetProperty("exact").GetBoolean()));
        Assert.Contains("75.0 %", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("~", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_NothingRead_SaysThatItDoesNotKnow()
    {
        await cluster.LoadAsync("shop-unread", 3);

        var run = await CommandLineRun.RunAsync("status", "shop-unread", "--config", cluster.Config, "--sample", "0");

        Assert.Contains("?", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_Table_NamesIndexAndModel()
    {
        await cluster.LoadAsync("shop-table", 3);

        var run = await CommandLineRun.RunAsync("status", "shop-table", "--config", cluster.Config);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("shop-table", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.0 %", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_MappingDoesNotFit_CountsAllAndNamesIt()
    {
        await cluster.LoadAsync("shop-sound", 3);
        await cluster.SendAsync(
            HttpMethod.Put,
            "/shop-crooked",
            """{"mappings":{"properties":{"twinbert":{"properties":{"embedding":{"type":"dense_vector","element_type":"byte","dims":64,"index":false}}}}}}""");

        var run = await CommandLineRun.RunAsync("status", "shop-sound,shop-crooked", "--config", cluster.Config, "--json");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Equal([3, 0], JsonElement.Parse(run.Output).GetProperty("indices").EnumerateArray().Select(index => Number(index, "total")));
        Assert.Contains("The mapping of 'shop-crooked' does not fit", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_UnknownIndex_EndsWithTwo()
    {
        var run = await CommandLineRun.RunAsync("status", "shop-nowhere", "--config", cluster.Config);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("shop-nowhere", run.Error, StringComparison.Ordinal);
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
