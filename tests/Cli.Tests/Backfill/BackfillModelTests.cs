using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Backfill;

/// <summary>Backfills of indices that have models of their own.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class BackfillModelTests(TwoModels models) : IClassFixture<TwoModels>
{
    private string Checkpoint => Path.Combine(models.Cluster.Folder, "two-models-state.json");

    // The model of lost* is not there: a package that no index of the command line needs is not looked for.
    [Fact]
    public async Task Backfill_IndicesOfTwoModels_EmbedsEachWithItsOwn()
    {
        await models.Cluster.LoadAsync("shop-two", 7);
        await models.Cluster.LoadAsync("papers-two", 5);
        await models.Cluster.LoadAsync("reports-two", 3);

        var run = await RunAsync("shop-two,papers-two,reports-two", "--json");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var result = JsonElement.Parse(run.Output);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("model").ValueKind);
        Assert.Equal(
            [("shop-two", models.Cluster.Fingerprint, 7), ("papers-two", models.PapersFingerprint, 5), ("reports-two", models.PapersFingerprint, 3)],
            result.GetProperty("indices").EnumerateArray().Select(index => (
                index.GetProperty("index").GetString()!,
                index.GetProperty("model").GetString()!,
                index.GetProperty("coverage").GetProperty("current").GetInt32())));
        Assert.Equal(7, await models.CountAsync("shop-two", models.Cluster.Fingerprint));
        Assert.Equal(5, await models.CountAsync("papers-two", models.PapersFingerprint));
        Assert.Equal((32, 16), (await DimensionsAsync("shop-two"), await DimensionsAsync("papers-two")));
    }

    [Fact]
    public async Task Backfill_OneIndex_NamesItsModelAsTheRuns()
    {
        await models.Cluster.LoadAsync("papers-one", 2);

        var run = await RunAsync("papers-one", "--json", "--dry-run");

        Assert.Equal(models.PapersFingerprint, JsonElement.Parse(run.Output).GetProperty("model").GetString());
    }

    [Fact]
    public async Task Backfill_VectorsOfTheOtherModel_AreReplaced()
    {
        await models.Cluster.LoadAsync("papers-moved", 4);
        await RunAsync("papers-moved");
        var other = $$"""{"doc":{"twinbert":{"model":"{{models.Cluster.Fingerprint}}"} } }""";
        await models.Cluster.SendAsync(HttpMethod.Post, "/papers-moved/_update/0?refresh=true", other);

        var run = await RunAsync("papers-moved", "--missing-only", "--json");

        var index = JsonElement.Parse(run.Output).GetProperty("indices")[0];
        Assert.Equal((1, 1), (index.GetProperty("scanned").GetInt32(), index.GetProperty("embedded").GetInt32()));
        Assert.Equal(4, await models.CountAsync("papers-moved", models.PapersFingerprint));
    }

    [Fact]
    public async Task Backfill_ModelOfOneIndexChanged_IsRefusedAndNamesTheIndex()
    {
        await models.Cluster.LoadAsync("shop-state", 1);
        await models.Cluster.LoadAsync("papers-state", 1);
        static string Index(string name, string model) => $$"""{"name":"{{name}}","uuid":"u","fields":"twinbert <- title","model":"{{model}}"}""";
        var indices = $"{Index("shop-state", models.Cluster.Fingerprint)},{Index("papers-state", models.Cluster.Fingerprint)}";
        await File.WriteAllTextAsync(
            Checkpoint,
            $$"""{"upstream":"{{models.Cluster.Url}}","mode":"outdated","version":2,"indices":[{{indices}}]}""",
            TestContext.Current.CancellationToken);

        var refused = await RunAsync("shop-state,papers-state");
        var restarted = await RunAsync("shop-state,papers-state", "--restart");

        Assert.Equal(ExitCode.Unusable, refused.ExitCode);
        Assert.Contains(
            $"it has 'papers-state' with the model {models.Cluster.Fingerprint}, not with {models.PapersFingerprint}.",
            refused.Error,
            StringComparison.Ordinal);
        Assert.True(restarted.ExitCode == ExitCode.Done, restarted.Error);
    }

    [Fact]
    public async Task Backfill_MappingOfTheOtherModel_NamesTheIndexAndItsModel()
    {
        const string Vector = """{"type":"dense_vector","element_type":"byte","dims":32,"index":false}""";
        await models.Cluster.SendAsync(HttpMethod.Put, "/papers-crooked", $$"""{"mappings":{"properties":{"twinbert":{"properties":{"embedding":{{Vector}} } } } } }""");

        var run = await RunAsync("papers-crooked");

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        var model = $"'{models.PapersFolder}' ({models.PapersFingerprint})";
        Assert.Contains($"The mapping of 'papers-crooked' does not fit its model {model}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("expected dense_vector of 16 byte", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_ModelOfAnIndexMissing_NamesTheSettingAndTheFolder()
    {
        await models.Cluster.LoadAsync("lost-model", 1);

        var run = await RunAsync("lost-model");

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.StartsWith("twinbert: Indices:lost*:Model: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("no-such-model", run.Error, StringComparison.Ordinal);
    }

    private Task<CommandLineRun> RunAsync(params string[] arguments) =>
        CommandLineRun.RunAsync(["backfill", .. arguments, "--config", models.Config, "--checkpoint", Checkpoint]);

    private async Task<int> DimensionsAsync(string index) =>
        (await models.Cluster.SendAsync(HttpMethod.Get, $"/{index}/_mapping"))
            .GetProperty(index).GetProperty("mappings").GetProperty("properties").GetProperty("twinbert")
            .GetProperty("properties").GetProperty("embedding").GetProperty("dims").GetInt32();
}
