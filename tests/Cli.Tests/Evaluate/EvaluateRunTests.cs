using System.Text.Json;
using TwinBert.Cli.Evaluate;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Evaluate;

public sealed class EvaluateRunTests : IDisposable
{
    private readonly TinyModel _model = TinyModel.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task RunAsync_Json_PrintsOneDocumentOfTheAgreedShape()
    {
        await using var output = new StringWriter();
        var code = await EvaluateRun.RunAsync(Options(output) with { Json = true, Limit = 5 }, Token);
        var json = JsonElement.Parse(output.ToString());

        Assert.Equal(0, code);
        Assert.Equal(["dataset", "split", "queries", "gain", "recall@100", "judged", "top100", "rows", "warnings", "advice"], Names(json));
        Assert.Equal(
            ("catalogue", "test", 5),
            (json.GetProperty("dataset").GetString(), json.GetProperty("split").GetString(), json.GetProperty("queries").GetInt32()));
        foreach (var candidates in new[] { json.GetProperty("judged"), json.GetProperty("top100") })
        {
            Assert.Equal(["bm25", "model", "blend"], Names(candidates));
            Assert.All(candidates.EnumerateObject(), ranker => Assert.Equal(["ndcg@10", "mrr@10", "recall@10", "unjudged@10"], Names(ranker.Value)));
            Assert.All(
                candidates.EnumerateObject().SelectMany(ranker => ranker.Value.EnumerateObject()),
                metric => Assert.InRange(metric.Value.GetDouble(), 0, 1));
        }
    }

    [Fact]
    public async Task RunAsync_Table_SaysHowItIsToBeRead()
    {
        await using var output = new StringWriter();
        await EvaluateRun.RunAsync(Options(output) with { Limit = 3, ModelWeight = 0.5 }, Token);

        Assert.Contains("blend, β = 0.5", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("without a judgement count as irrelevant", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ProgressToAFile_NamesTheStages()
    {
        await using var error = new StringWriter();
        await EvaluateRun.RunAsync(Options(TextWriter.Null) with { Limit = 3, Error = error }, Token);

        Assert.Contains("Indexing documents: 352", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Ranking queries by BM25: 1 of 3", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Encoding documents (tiny): ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoDataset_NamesTheFolder()
    {
        var error = await Assert.ThrowsAsync<UnusableInputException>(
            () => EvaluateRun.RunAsync(Options(TextWriter.Null) with { Dataset = "no/such/folder" }, Token));
        Assert.Contains("no/such/folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UnreachableUpstream_NamesIt()
    {
        var error = await Assert.ThrowsAsync<UnusableInputException>(
            () => EvaluateRun.RunAsync(Options(TextWriter.Null) with { Upstream = "http://127.0.0.1:9" }, Token));
        Assert.Contains("http://127.0.0.1:9", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name);

    private EvaluateOptions Options(TextWriter output) => new()
    {
        Dataset = RepositoryFolder.PathOf("samples", "catalogue"),
        Split = "test",
        Models = [_model.Package.Folder],
        TextFields = ["title", "text"],
        ModelWeight = 1,
        Output = output,
        Error = TextWriter.Null,
    };
}
