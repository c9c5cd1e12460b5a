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

public sealed class ReportAdviceTests
{
    private static readonly FixedContender Good = new("good", new Dictionary<string, float> { ["a"] = -1, ["b"] = -1, ["c"] = 1 });
    private static readonly FixedContender Bad = new("bad", new Dictionary<string, float> { ["a"] = 1, ["b"] = -1, ["c"] = -1 });

    [Fact]
    public async Task Of_GainOnEveryQuery_SaysServeIt()
    {
        var report = await RunAsync(20, "c", [Good]);

        Assert.StartsWith("Advice: serve it;", ReportAdvice.Of(report), StringComparison.Ordinal);
        Assert.Empty(ReportAdvice.Warnings(report));
        var test = report.First(RowKind.Blend)!.Top100.AgainstBm25!;
        Assert.True(test.IsSignificant);
        Assert.Equal((test.MeanDifference, test.MeanDifference), (test.Interval.Low, test.Interval.High), Near);
    }

    [Fact]
    public async Task Of_TunedWeight_NamesIt()
    {
        var report = await RunAsync(20, "c", [Good], tune: true);
        var row = report.First(RowKind.TunedBlend)!;

        Assert.Same(row, ReportAdvice.Subject(report));
        Assert.Contains(FormattableString.Invariant($"\"ModelWeight\": {row.Weight:0.##};"), ReportAdvice.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_Loss_SaysDoNot() =>
        Assert.StartsWith("Advice: do not serve it as it is", ReportAdvice.Of(await RunAsync(20, "a", [Good], weight: 8)), StringComparison.Ordinal);

    [Fact]
    public async Task Of_TwoQueries_SaysTheyDecideNothing()
    {
        var report = await RunAsync(2, "c", [Good]);

        Assert.Contains("may be chance", Assert.Single(ReportAdvice.Warnings(report)), StringComparison.Ordinal);
        Assert.DoesNotContain("serve it", ReportAdvice.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_TunedWeightAtAnEnd_SaySo()
    {
        // Its only document is first already: every weight is as good, and the smallest is taken.
        var report = await RunAsync(20, "a", [Bad], tune: true);
        Assert.Contains("the best weight is 0", Assert.Single(ReportAdvice.Warnings(report)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_NothingCompared_IsNone() => Assert.Null(ReportAdvice.Of(await RunAsync(3, "a", [])));

    [Fact]
    public async Task Unjudged_FirstTen_AreCounted()
    {
        var report = await RunAsync(4, "a", [Good]);
        Assert.Equal(2.0 / 3, report.Bm25.Top100.Metrics.MeanUnjudged, 6);
        Assert.Equal(0, report.Bm25.Judged.Metrics.MeanUnjudged);
    }

    private static bool Near((double Low, double High) a, (double Low, double High) b) => Math.Abs(a.Low - b.Low) < 1e-9 && Math.Abs(a.High - b.High) < 1e-9;

    private static async Task<EvaluationReport> RunAsync(
        int queries, string relevant, IReadOnlyList<IContender> contenders, bool tune = false, double? weight = null)
    {
        using var folder = new TemporaryDataset(
            queries: string.Join('\n', Enumerable.Range(0, queries * 2).Select(i => $$"""{"_id":"{{i}}","text":"q{{i}}"}""")),
            judgements: Qrels(0, queries, relevant));
        folder.Write("qrels/dev.tsv", Qrels(queries, queries, relevant));
        var reported = await FixedCandidates.OfAsync(BeirDataset.Open(folder.Folder), "a", "b", "c");
        var tuning = tune ? await FixedCandidates.OfAsync(BeirDataset.Open(folder.Folder, "dev"), "a", "b", "c") : null;
        var request = new EvaluationRequest(reported, contenders) { Tuning = tuning, ModelWeight = weight };
        return await new RankingEvaluator(request, new Progress<EvaluationProgress>()).RunAsync(TestContext.Current.CancellationToken);
    }

    private static string Qrels(int first, int count, string relevant) =>
        "query-id\tcorpus-id\tscore\n" + string.Concat(Enumerable.Range(first, count).Select(i => $"{i}\t{relevant}\t1\n"));
}
