using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Evaluate;

/// <summary>The search of an index that exists, on the embedded node.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class LiveEvaluateTests : IAsyncLifetime
{
    private const string Template = """{"query":{"match":{"title":"{{query}}"}}}""";

    private readonly EmbeddedCluster _cluster = new();

    private string Folder => _cluster.Folder;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        await _cluster.LoadAsync("shop-1", 30);
        Write("search.json", Template);
        Write("ratings.csv", "query,docid,rating\nred shoe,3,2\nred shoe,4,0\n\"shoe, 7\",7,1\n");
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Evaluate_IndexAndTemplate_ComparesTheEnginesOrderWithTheModels()
    {
        var run = await RunAsync("--json", "--html", Path.Combine(Folder, "page.html"));

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.ExitCode == ExitCode.Done ? "" : run.Error));
        var json = JsonElement.Parse(run.Output);
        Assert.Equal(("shop-1", 2), (json.GetProperty("dataset").GetString(), json.GetProperty("queries").GetInt32()));
        Assert.Equal(["random", "bm25", "alone", "blend"], json.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("kind").GetString()));
        Assert.Equal("engine", json.GetProperty("rows")[1].GetProperty("name").GetString());
        Assert.Equal(2, json.GetProperty("rows")[3].GetProperty("top100").GetProperty("against_bm25").GetProperty("interval").GetArrayLength());
        Assert.StartsWith("Advice: ", json.GetProperty("advice").GetString(), StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(Folder, "page.html"), TestContext.Current.CancellationToken);
        Assert.Contains("<title>shop-1, ratings</title>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_TableOfALiveSearch_NamesTheEngineAndLeavesNoIndex()
    {
        var run = await RunAsync();

        Assert.Contains("Δ engine", run.Output, StringComparison.Ordinal);
        Assert.Contains("95 % interval", run.Output, StringComparison.Ordinal);
        Assert.Contains("The models read: title.", run.Output, StringComparison.Ordinal);
        var indices = await _cluster.SendAsync(HttpMethod.Get, "/_all/_settings");
        Assert.Equal(["shop-1"], indices.EnumerateObject().Select(index => index.Name));
    }

    [Fact]
    public async Task Evaluate_NoTextInTheFields_SaysSo()
    {
        var run = await RunAsync("--text-fields", "name");
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("has text in name", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--index and --query-template")]
    [InlineData("Name its index with --index", "--dataset", "DIR", "--query-template", "FILE")]
    [InlineData("--query-template FILE", "--index", "shop-1")]
    [InlineData("Name judgements", "--index", "shop-1", "--query-template", "FILE")]
    [InlineData("two places", "--index", "shop-1", "--query-template", "FILE", "--dataset", "DIR", "--judgements", "FILE")]
    [InlineData("--run goes with", "--index", "shop-1", "--query-template", "FILE", "--judgements", "FILE", "--run", "FILE")]
    [InlineData("cannot be read", "--index", "shop-1", "--query-template", "no/such.json", "--judgements", "no/such.csv")]
    public async Task Evaluate_OptionsThatDoNotGoTogether_SaysWhichAreMissing(string expected, params string[] options)
    {
        var run = await CommandLineRun.RunAsync(["evaluate", .. options, "--config", _cluster.Config]);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Index_IsADatasetThatCanBeEvaluated()
    {
        var folder = Path.Combine(Folder, "dataset");
        var run = await CommandLineRun.RunAsync(
            "evaluate", "export", "shop-1", "--out", folder, "--judgements", Path.Combine(Folder, "ratings.csv"), "--config", _cluster.Config);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.ExitCode == ExitCode.Done ? "" : run.Error));
        Assert.Contains("Reading documents: ", run.Error, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "corpus.jsonl"), TestContext.Current.CancellationToken);
        Assert.Contains("""{"_id":"0","title":"red shoe 0","text":"","metadata":{"title":"red shoe 0","price":1e1}}""", lines);
        var evaluated = await CommandLineRun.RunAsync("evaluate", "--dataset", folder, "--config", _cluster.Config, "--json");
        Assert.Equal(2, JsonElement.Parse(evaluated.Output).GetProperty("queries").GetInt32());

        var again = await CommandLineRun.RunAsync("evaluate", "export", "shop-1", "--out", folder, "--config", _cluster.Config);
        Assert.Equal(ExitCode.Unusable, again.ExitCode);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);
    }

    private Task<CommandLineRun> RunAsync(params string[] more) => CommandLineRun.RunAsync(
    [
        "evaluate", "--index", "shop-1", "--query-template", Path.Combine(Folder, "search.json"), "--judgements", Path.Combine(Folder, "ratings.csv"),
        "--config", _cluster.Config, .. more,
    ]);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(Folder, name), content);
}
