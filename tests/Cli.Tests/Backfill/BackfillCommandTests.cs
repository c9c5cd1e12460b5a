using System.Globalization;
using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Backfill;

[Collection(ConsoleAlone.Name)]
public sealed class BackfillCommandTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    private string Checkpoint => Path.Combine(cluster.Folder, "state.json");

    [Theory]
    [InlineData("backfill")]
    [InlineData("reindex")]
    public async Task Backfill_Index_EmbedsItAndPrintsATable(string command)
    {
        var index = "shop-" + command;
        await cluster.LoadAsync(index, 30);

        var run = await RunAsync(command, index);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("30 of 30", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        var query = """{"query":{"term":{"twinbert.model":"MODEL"}}}""".Replace("MODEL", cluster.Fingerprint, StringComparison.Ordinal);
        Assert.Equal(30, (await cluster.SendAsync(HttpMethod.Post, $"/{index}/_count", query)).GetProperty("count").GetInt32());
        Assert.False(File.Exists(Checkpoint));
    }

    [Fact]
    public async Task Backfill_Json_PrintsOneDocumentAndNothingElse()
    {
        await cluster.LoadAsync("shop-json", 12);

        var run = await RunAsync("backfill", "shop-json", "--json", "--batch", "5");

        var index = JsonElement.Parse(run.Output).GetProperty("indices")[0];
        Assert.Equal((12, 12, 0), (index.GetProperty("scanned").GetInt32(), index.GetProperty("embedded").GetInt32(), index.GetProperty("lost").GetInt32()));
        Assert.Equal(12, index.GetProperty("coverage").GetProperty("current").GetInt32());
    }

    [Fact]
    public async Task Backfill_TextFieldThatNothingHas_StopsAndNamesTheNearestUnlessForced()
    {
        await cluster.LoadAsync("shop-misspelled", 3);
        const string Named = """{"title":"red shoe","name":{"en":"red shoe","de":"roter Schuh"}}""";
        await cluster.SendAsync(HttpMethod.Put, "/shop-misspelled/_doc/named?refresh=true", Named);
        var config = cluster.WriteConfig("misspelled.json", cluster.Url, cluster.ModelFolder, ["title", "titel", "name", "name.*"]);
        string[] command = ["backfill", "shop-misspelled", "--config", config, "--checkpoint", Checkpoint];

        var stopped = await CommandLineRun.RunAsync(command);
        var forced = await CommandLineRun.RunAsync([.. command, "--force"]);

        Assert.Equal(ExitCode.Unusable, stopped.ExitCode);
        const string Where = "neither in the mapping of 'shop-misspelled' nor in the first 4 of its documents";
        Assert.Contains($"text field 'titel' is {Where}. Nearest there: 'title'.", stopped.Error, StringComparison.Ordinal);
        Assert.Contains($"text field 'name' is {Where}. Nearest there: 'name.de', 'name.en', 'name.*'.", stopped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("field 'title'", stopped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("field 'name.*'", stopped.Error, StringComparison.Ordinal);
        Assert.True(forced.ExitCode == ExitCode.Done, forced.Error);
    }

    [Fact]
    public async Task Backfill_DryRun_ChangesNothing()
    {
        await cluster.LoadAsync("shop-dry", 4);
        var before = (await cluster.SendAsync(HttpMethod.Get, "/shop-dry/_mapping")).GetRawText();

        var run = await RunAsync("backfill", "shop-dry", "--dry-run", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(4, JsonElement.Parse(run.Output).GetProperty("indices")[0].GetProperty("embedded").GetInt32());
        Assert.Equal(before, (await cluster.SendAsync(HttpMethod.Get, "/shop-dry/_mapping")).GetRawText());
    }

    [Fact]
    public async Task Backfill_CheckpointOfAnotherRun_IsNotTakenUnlessRestarted()
    {
        await cluster.LoadAsync("shop-other", 2);
        var file = Path.Combine(cluster.Folder, "other.json");
        await File.WriteAllTextAsync(
            file,
            """{"upstream":"http://elsewhere","mode":"outdated","version":2,"indices":[]}""",
            TestContext.Current.CancellationToken);

        var refused = await CommandLineRun.RunAsync("backfill", "shop-other", "--config", cluster.Config, "--checkpoint", file);
        var restarted = await CommandLineRun.RunAsync("backfill", "shop-other", "--config", cluster.Config, "--checkpoint", file, "--restart");

        AssertUnusable(refused, "other.json", "--restart");
        Assert.Equal(ExitCode.Done, restarted.ExitCode);
    }

    [Fact]
    public async Task Backfill_DocumentLost_EndsWithOneAndListsIt()
    {
        await cluster.SendAsync(HttpMethod.Put, "/shop-lost/_doc/1?refresh=true", """{"title":"fine"}""");
        await RunAsync("backfill", "shop-lost");
        await cluster.SendAsync(HttpMethod.Put, "/shop-lost/_doc/2?refresh=true", """{"title":"not fine","twinbert.model":"dotted"}""");

        var run = await RunAsync("backfill", "shop-lost");
        var list = Path.ChangeExtension(Checkpoint, ".failed.ndjson");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains(list, run.Error, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"2\"", await File.ReadAllTextAsync(list, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_UnknownIndex_SaysSoInOneLine() => AssertUnusable(await RunAsync("backfill", "shop-nowhere"), "There is no index 'shop-nowhere'");

    [Fact]
    public async Task Backfill_IndexNotConfigured_NamesTheConfiguredOnes()
    {
        await cluster.LoadAsync("books", 1);

        AssertUnusable(await RunAsync("backfill", "books"), "'books' is not configured", "'shop*'");
    }

    [Fact]
    public async Task Backfill_MappingDoesNotFit_SaysFoundAndExpected()
    {
        await cluster.SendAsync(
            HttpMethod.Put,
            "/shop-unfit",
            """{"mappings":{"properties":{"twinbert":{"properties":{"embedding":{"type":"dense_vector","element_type":"byte","dims":64,"index":false}}}}}}""");

        AssertUnusable(
            await RunAsync("backfill", "shop-unfit"),
            "'shop-unfit'",
            "'twinbert.embedding' is dense_vector of 64 byte, expected dense_vector of 32 byte");
    }

    [Fact]
    public async Task Backfill_ClusterUnreachable_NamesUrlAndRemedy() =>
        AssertUnusable(await RunAsync("backfill", "shop", "--upstream", "http://127.0.0.1:1"), "http://127.0.0.1:1 cannot be reached", "--upstream");

    [Fact]
    public async Task Backfill_CheckpointCannotBeWritten_SaysSoBeforeAnythingIsChanged()
    {
        await cluster.LoadAsync("shop-unwritable", 2);
        var before = (await cluster.SendAsync(HttpMethod.Get, "/shop-unwritable/_mapping")).GetRawText();

        var run = await CommandLineRun.RunAsync(
            "backfill",
            "shop-unwritable",
            "--config",
            cluster.Config,
            "--checkpoint",
            Path.Combine(cluster.Folder, "no", "such", "folder.json"));

        AssertUnusable(run, "folder.json", "--checkpoint");
        Assert.Equal(before, (await cluster.SendAsync(HttpMethod.Get, "/shop-unwritable/_mapping")).GetRawText());
    }

    [Fact]
    public async Task Backfill_StateOfARunningOne_SaysSo()
    {
        await cluster.LoadAsync("shop-held", 2);
        await using var held = new FileStream(Checkpoint + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

        AssertUnusable(await RunAsync("backfill", "shop-held"), "Another backfill with the same state", Checkpoint);
    }

    [Fact]
    public async Task Backfill_IndexOfARunningOne_SaysWhereThatIs()
    {
        await cluster.LoadAsync("shop-taken", 2);
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var alias = $$"""{"index":"shop-taken","alias":"twinbert-run-other","is_hidden":true,"search_routing":"{{now}} on host-7, process 4711"}""";
        await cluster.SendAsync(HttpMethod.Post, "/_aliases", $$"""{"actions":[{"add":{{alias}}}]}""");

        AssertUnusable(await RunAsync("backfill", "shop-taken"), "Another backfill of 'shop-taken' is running", "on host-7, process 4711");
    }

    [Fact]
    public async Task Backfill_AtItsEnd_LeavesNoAliasAndNoFile()
    {
        await cluster.LoadAsync("shop-tidy", 2);

        await RunAsync("backfill", "shop-tidy");

        Assert.Empty((await cluster.SendAsync(HttpMethod.Get, "/shop-tidy/_alias")).GetProperty("shop-tidy").GetProperty("aliases").EnumerateObject());
        Assert.False(File.Exists(Checkpoint) || File.Exists(Checkpoint + ".lock"));
    }

    [Fact]
    public async Task Backfill_ModelMissing_NamesTheFolder()
    {
        await cluster.LoadAsync("shop-no-model", 1);
        var config = cluster.WriteConfig("no-model.json", cluster.Url, Path.Combine(cluster.Folder, "no-such-model"));

        AssertUnusable(await CommandLineRun.RunAsync("backfill", "shop-no-model", "--config", config), "no-such-model", "twinbert model import");
    }

    [Fact]
    public async Task Backfill_ModelCorrupt_NamesWhatIsWrong()
    {
        var copy = Directory.CreateDirectory(Path.Combine(cluster.Folder, "corrupt"));
        foreach (var file in Directory.GetFiles(cluster.ModelFolder))
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        foreach (var graph in copy.GetFiles("*.onnx"))
        {
            await File.WriteAllTextAsync(graph.FullName, "not a graph", TestContext.Current.CancellationToken);
        }

        await cluster.LoadAsync("shop-corrupt", 1);
        var config = cluster.WriteConfig("corrupt.json", cluster.Url, copy.FullName);

        AssertUnusable(await CommandLineRun.RunAsync("backfill", "shop-corrupt", "--config", config), copy.FullName, ".onnx");
    }

    [Theory]
    [InlineData("--frobnicate", "--frobnicate")]
    [InlineData("--batch=0", "--batch is a number between 1 and 10000")]
    [InlineData("--rate=-3", "--rate")]
    public async Task Backfill_BadOption_HintsAtHelp(string option, string expected) =>
        AssertUnusable(await RunAsync("backfill", "shop", option), expected, "twinbert backfill --help");

    [Fact]
    public async Task Backfill_AllAndMissingOnly_ExcludeEachOther() =>
        AssertUnusable(await RunAsync("backfill", "shop", "--all", "--missing-only"), "exclude each other");

    private Task<CommandLineRun> RunAsync(params string[] arguments) =>
        CommandLineRun.RunAsync([.. arguments, "--config", cluster.Config, "--checkpoint", Checkpoint]);

    private static void AssertUnusable(CommandLineRun run, params string[] parts)
    {
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Equal("", run.Output);
        var line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("twinbert: ", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }
}
