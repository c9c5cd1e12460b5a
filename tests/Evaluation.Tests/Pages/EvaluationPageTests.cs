using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Explaining;
using TwinBert.Evaluation.Pages;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Tests.Lexical;
using TwinBert.Evaluation.Tests.Reports;
using TwinBert.TestKit.Datasets;
using Xunit;

namespace TwinBert.Evaluation.Tests.Pages;

public sealed class EvaluationPageTests
{
    private const string Hostile = "<script>alert('x')</script>&\"";

    [Fact]
    public async Task Write_HostileTexts_AreEscaped()
    {
        var page = await WriteAsync(new Dictionary<string, string> { ["a"] = Hostile, ["b"] = "<img src=x onerror=alert(1)>" });

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;sofa&lt;/b&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Page_NeedsNothingFromElsewhere()
    {
        var page = await WriteAsync([]);

        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Blend_SaysWhatMovedAndWhy()
    {
        var (report, explainer) = await RunAsync();
        var shown = EvaluationPage.Shown(explainer, report);

        // One query lost, one won, and the one where nothing changed is not shown.
        Assert.Equal(["2", "1"], shown.Select(query => query.Query.Id));
        var cause = shown[1].Cause!;
        Assert.Equal(("c", 3, 1), (cause.Id, cause.Before!.Value, cause.After!.Value));
        Assert.Equal((0.9f, 1), (cause.Similarity!.Value, cause.EngineScore));
        Assert.Equal(Math.Exp(2 * 0.9), cause.Factor!.Value, 3);
        Assert.Equal(shown[1].Difference, cause.Contribution, 9);
        Assert.Equal("a", shown[0].Cause!.Id);
    }

    [Fact]
    public async Task Write_Titles_StandForIds()
    {
        var page = await WriteAsync(new Dictionary<string, string> { ["c"] = "Chaise longue" });
        Assert.Contains("Most of it is <b>Chaise longue</b> (grade 1), from rank 3 to rank 1: similarity 0.90, factor 6.05.", page, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAsync(Dictionary<string, string> titles)
    {
        var (report, explainer) = await RunAsync();
        await using var writer = new StringWriter();
        new EvaluationPage(report, explainer, titles).Write(writer);
        return writer.ToString();
    }

    private static async Task<(EvaluationReport Report, RowExplainer Explainer)> RunAsync()
    {
        using var folder = new TemporaryDataset(
            queries: """
                {"_id":"1","text":"<b>sofa</b>"}
                {"_id":"2","text":"lamp"}
                {"_id":"3","text":"torch"}
                """,
            judgements: "query-id\tcorpus-id\tscore\n1\tc\t1\n2\ta\t1\n3\tb\t1\n");
        var candidates = await FixedCandidates.OfAsync(BeirDataset.Open(folder.Folder), "a", "b", "c");
        var contender = new FixedContender("model", new Dictionary<string, float> { ["a"] = -0.9f, ["b"] = 0, ["c"] = 0.9f });
        var request = new EvaluationRequest(candidates, [contender]) { ModelWeight = 2 };
        var report = await new RankingEvaluator(request, new Progress<EvaluationProgress>()).RunAsync(TestContext.Current.CancellationToken);
        return (report, new RowExplainer(report, report.First(RowKind.Blend)!));
    }
}
