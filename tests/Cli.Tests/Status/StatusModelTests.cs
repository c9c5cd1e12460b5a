using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Status;

/// <summary>Counts, and looks at mappings, of indices that have models of their own.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class StatusModelTests(TwoModels models) : IClassFixture<TwoModels>
{
    [Fact]
    public async Task Status_IndicesOfTwoModels_CountsEachByItsOwn()
    {
        await FillAsync("shop-count", "papers-count");

        var run = await CommandLineRun.RunAsync("status", "shop-count,papers-count", "--config", models.Config, "--json");

        var result = JsonElement.Parse(run.Output);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("model").ValueKind);
        Assert.Equal(
            [("shop-count", models.Cluster.Fingerprint, 3, 0), ("papers-count", models.PapersFingerprint, 2, 1)],
            result.GetProperty("indices").EnumerateArray().Select(index => (
                index.GetProperty("index").GetString()!,
                index.GetProperty("model").GetString()!,
                index.GetProperty("current").GetInt32(),
                index.GetProperty("other_model").GetInt32())));
    }

    [Fact]
    public async Task Status_Table_SaysTheModelOfEachIndex()
    {
        await FillAsync("shop-shown", "papers-shown");

        var run = await CommandLineRun.RunAsync("status", "shop-shown,papers-shown", "--config", models.Config);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var rows = run.Output.Split('\n');
        Assert.Contains(models.Cluster.Fingerprint, Assert.Single(rows, row => row.Contains("shop-shown", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(models.PapersFingerprint, Assert.Single(rows, row => row.Contains("papers-shown", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.All(rows, row => Assert.InRange(row.Length, 0, 80));
    }

    [Fact]
    public async Task Repair_IndexWithAModelOfItsOwn_IsComparedWithThat()
    {
        await FillAsync("shop-fit", "papers-fit");

        var run = await CommandLineRun.RunAsync("repair", "papers-fit", "--config", models.Config, "--dry-run");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("papers-fit needs no repair", run.Output, StringComparison.Ordinal);
    }

    // One paper has the name of the shop's model beside its vector.
    private async Task FillAsync(string shop, string papers)
    {
        await models.Cluster.LoadAsync(shop, 3);
        await models.Cluster.LoadAsync(papers, 3);
        var checkpoint = Path.Combine(models.Cluster.Folder, "status.json");
        var run = await CommandLineRun.RunAsync("backfill", $"{shop},{papers}", "--config", models.Config, "--checkpoint", checkpoint);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var other = $$"""{"doc":{"twinbert":{"model":"{{models.Cluster.Fingerprint}}"} } }""";
        await models.Cluster.SendAsync(HttpMethod.Post, $"/{papers}/_update/0?refresh=true", other);
    }
}
