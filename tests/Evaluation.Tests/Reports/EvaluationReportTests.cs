using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Scoring;
using TwinBert.Evaluation.Tests.Lexical;
using TwinBert.TestKit.Datasets;
using Xunit;

namespace TwinBert.Evaluation.Tests.Reports;

public sealed class EvaluationReportTests : IDisposable
{
    private const string Header = "query-id\tcorpus-id\tscore\n";

    private static readonly FixedContender Good = new("good", new Dictionary<string, float> { ["a"] = 1, ["b"] = -0.9f, ["c"] = -1 });
    private static readonly FixedContender Bad = new("bad", new Dictionary<string, float> { ["a"] = -1, ["b"] = 0, ["c"] = 1 });
    private static readonly FixedContender Raw = new("raw", new Dictionary<string, float> { ["a"] = 10, ["b"] = 5, ["c"] = 20 }, blends: false);

    private readonly TemporaryDataset _folder = new(
        queries: """
            {"_id":"1","text":"red\tsofa"}
            {"_id":"2","text":"lamp"}
            {"_id":"3","text":"torch"}
            """,
        judgements: Header + "1\ta\t1\n2\tc\t1\n");

    public EvaluationReportTests() => _folder.Write("qrels/dev.tsv", Header + "3\ta\t1\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_Contenders_AreRowsBesideRandomAndBm25()
    {
        var report = await RunAsync([Good, Bad, Raw], tune: true);

        Assert.Equal(
            [
                "random", "BM25", "good", "good + BM25, β = 1", "good + BM25, β = 0.75 (tuned on dev)",
                "bad", "bad + BM25, β = 1", "bad + BM25, β = 0 (tuned on dev)", "raw",
            ],
            report.Rows.Select(row => row.Name));
        Assert.Equal([null, null, "good", "good", "good", "bad", "bad", "bad", "raw"], report.Rows.Select(row => row.Contender));
    }

    [Fact]
    public async Task RunAsync_Rows_AreComparedWithBm25AndTheFirstOfTheirKind()
    {
        var report = await RunAsync([Good, Bad, Raw]);

        Assert.Equal(["good", "good", null, null, "good", "good + BM25, β = 1", "good"], report.Rows.Select(row => row.First));
        Assert.Null(report.Bm25.Top100.AgainstBm25);
        var bad = report.Rows.Single(row => row.Name == "bad");
        Assert.Equal((1, 1), (bad.Top100.AgainstFirst!.Better, bad.Top100.AgainstFirst.Worse));
        Assert.Equal((0, 0, 1.0), (bad.Top100.AgainstBm25!.Better, bad.Top100.AgainstBm25.Worse, bad.Top100.AgainstBm25.Probability));
    }

    [Fact]
    public async Task RunAsync_TunedWeight_IsChosenOnTheOtherSplitAndReportedOnThisOne()
    {
        var row = (await RunAsync([Good], tune: true)).First(RowKind.TunedBlend)!;

        Assert.Equal(("dev", 0.75, 1.0), (row.Tuned!.Split, row.Tuned.Weight, row.Tuned.Ndcg));
        Assert.Equal(0.75, row.Weight);
        Assert.Equal(2, row.Top100.Metrics.Ndcg.Count);
    }

    [Fact]
    public async Task RunAsync_TuningOnWhatIsReported_IsRefused()
    {
        var candidates = await FixedCandidates.OfAsync(BeirDataset.Open(_folder.Folder), "c", "b", "a");
        var request = new EvaluationRequest(candidates, [Good]) { Tuning = candidates };
        await Assert.ThrowsAsync<DatasetException>(() => new RankingEvaluator(request, new Progress<EvaluationProgress>()).RunAsync(Token));
    }

    [Fact]
    public async Task WriteTable_Report_HasALineForEachQueryAndPool()
    {
        await using var writer = new StringWriter();
        PerQueryWriter.WriteTable(writer, await RunAsync([Raw]));
        var lines = writer.ToString().TrimEnd('\n').Split('\n');

        Assert.Equal("query-id\ttext\tcandidates\tndcg@10 random\tndcg@10 BM25\tndcg@10 raw\tdifference random\tdifference BM25\tdifference raw", lines[0]);
        Assert.Equal(
            ["1\tred sofa\tjudged", "1\tred sofa\ttop100", "2\tlamp\tjudged", "2\tlamp\ttop100"],
            lines.Skip(1).Select(line => string.Join('\t', line.Split('\t')[..3])));

        // Of the query 1, BM25 has its document at rank 3, and the run at rank 2.
        var cells = lines[2].Split('\t');
        Assert.Equal(["0.5", "0.63093", "0", "0.13093"], [cells[4], cells[5], cells[7], cells[8]]);
    }

    [Fact]
    public async Task WriteJsonLines_Report_HasTheSameValues()
    {
        await using var writer = new StringWriter();
        PerQueryWriter.WriteJsonLines(writer, await RunAsync([Raw]));
        var line = JsonElement.Parse(writer.ToString().Split('\n')[1]);

        Assert.Equal(
            ("1", "red\tsofa", "top100"),
            (line.GetProperty("query-id").GetString(), line.GetProperty("text").GetString(), line.GetProperty("candidates").GetString()));
        Assert.Equal(0.63093, line.GetProperty("ndcg@10").GetProperty("raw").GetDouble());
        Assert.Equal(0.13093, line.GetProperty("difference").GetProperty("raw").GetDouble());
    }

    [Fact]
    public async Task Worst_Row_ListsTheQueriesThatLostMost()
    {
        var report = await RunAsync([Good]);
        var row = report.Rows.Single(row => row.Name == "good");

        Assert.Equal(["lamp"], QueryChange.Worst(report, row, CandidatePool.Top100, 5).Select(change => change.Query.Text));
        var best = Assert.Single(QueryChange.Best(report, row, CandidatePool.Top100, 5));
        Assert.Equal(("1", 0.5, 1.0, 0.5), (best.Query.Id, best.Bm25, best.Row, best.Difference));
        Assert.Empty(QueryChange.Worst(report, row, CandidatePool.Top100, 0));
    }

    private async Task<EvaluationReport> RunAsync(IReadOnlyList<IContender> contenders, bool tune = false)
    {
        var candidates = await FixedCandidates.OfAsync(BeirDataset.Open(_folder.Folder), "c", "b", "a");
        var tuning = tune ? await FixedCandidates.OfAsync(BeirDataset.Open(_folder.Folder, "dev"), "c", "b", "a") : null;
        return await new RankingEvaluator(
            new EvaluationRequest(candidates, contenders) { Tuning = tuning },
            new Progress<EvaluationProgress>()).RunAsync(Token);
    }
}
