using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Backfill;

[Collection(ConsoleAlone.Name)]
public sealed class VerifyCommandTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    [Theory]
    [InlineData("all")]
    [InlineData("100")]
    public async Task Backfill_Verify_ListsWhatIsNotAsItShouldBeAndChangesNothing(string sample)
    {
        var index = "shop-verify-" + sample;
        await cluster.LoadAsync(index, 4);
        await RunAsync(index);
        var sound = await RunAsync(index, "--verify", sample);
        await cluster.SendAsync(HttpMethod.Post, $"/{index}/_update/1?refresh=true", """{"doc":{"title":"quite another"}}""");

        var json = await RunAsync(index, "--verify", sample, "--json");
        var table = await RunAsync(index, "--verify", sample);

        Assert.Equal(ExitCode.Done, sound.ExitCode);
        Assert.Equal(ExitCode.Incomplete, json.ExitCode);
        var found = JsonElement.Parse(json.Output).GetProperty("indices")[0];
        Assert.Equal((4, 3, 1), (found.GetProperty("read").GetInt32(), Count(found, "identical"), Count(found, "stale")));
        Assert.Equal("1", Assert.Single(found.GetProperty("found").EnumerateArray()).GetProperty("id").GetString());
        Assert.Contains($"{index} 1: stale", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_RetryFailed_TriesTheListOnly()
    {
        await cluster.LoadAsync("shop-retry", 3);
        var list = Path.Combine(cluster.Folder, "shop-retry.failed.ndjson");
        await File.WriteAllTextAsync(list, "{\"index\":\"shop-retry\",\"id\":\"1\",\"reason\":\"x\"}\n", TestContext.Current.CancellationToken);

        var run = await RunAsync("shop-retry", "--retry-failed", "--json");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var index = JsonElement.Parse(run.Output).GetProperty("indices")[0];
        Assert.Equal((1, 1, 0), (index.GetProperty("tried").GetInt32(), index.GetProperty("embedded").GetInt32(), index.GetProperty("lost").GetInt32()));
        Assert.False(File.Exists(list));
    }

    [Fact]
    public async Task Backfill_RetryFailedOfSomethingElse_SaysSo()
    {
        await cluster.LoadAsync("shop-nolist", 1);
        var list = Path.Combine(cluster.Folder, "shop-nolist.failed.ndjson");
        await File.WriteAllTextAsync(list, "no json\n", TestContext.Current.CancellationToken);

        var run = await RunAsync("shop-nolist", "--retry-failed");

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("is no list of lost documents", run.Error, StringComparison.Ordinal);
    }

    private static int Count(JsonElement index, string state) => index.GetProperty("counts").GetProperty(state).GetInt32();

    private Task<CommandLineRun> RunAsync(string index, params string[] switches) => CommandLineRun.RunAsync(
        ["backfill", index, "--config", cluster.Config, "--checkpoint", Path.Combine(cluster.Folder, index + ".json"), .. switches]);
}
