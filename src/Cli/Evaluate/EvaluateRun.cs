using TwinBert.Cli.Hosting;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Explaining;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Pages;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>
/// Puts an evaluation together:
/// <list type="number">
/// <item>Read and check all that it is given: judgements, packages, runs, the search, where files go.</item>
/// <item>Find the candidates in an engine.</item>
/// <item>Score, tune, compare.</item>
/// <item>Print, and write files.</item>
/// </list>
/// </summary>
internal static class EvaluateRun
{
    public static async Task<int> RunAsync(EvaluateOptions asked, CancellationToken cancellationToken)
    {
        try
        {
            // 1 read
            var settings = Settings.Read(asked.Config, asked.Upstream);
            var options = asked.Index is null ? asked with { TextFields = asked.TextFields ?? FieldList.Usual } : IndexSearch.Complete(asked, settings);
            using var live = options.Index is null ? null : await IndexSearch.OpenAsync(options, settings.Upstream, cancellationToken);
            using ICandidateSearch search = live is null ? DatasetSearch.Open(options, cancellationToken) : live;
            var files = EvaluationFiles.Prepare(options);

            var report = await EvaluateProgress.ShowAsync(options.Error, async progress =>
            {
                // 2 find
                var (reported, tuning) = await search.FindAsync(progress, cancellationToken);

                // 3 score
                var request = new EvaluationRequest(reported, search.Contenders) { Tuning = tuning, ModelWeight = options.ModelWeight, Gain = options.Gain };
                return await new RankingEvaluator(request, progress).RunAsync(cancellationToken);
            });

            // 4 print
            Print(options, report, search.Notices());
            files.Write(report, cancellationToken);
            if (options.Html is { } page)
            {
                await WritePageAsync(page, options, report, live, cancellationToken);
            }

            return ExitCode.Done;
        }
        catch (Exception e) when (e is DatasetException or EvaluationException)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    private static void Print(EvaluateOptions options, EvaluationReport report, IEnumerable<string> notices)
    {
        if (options.Json)
        {
            options.Output.WriteLine(EvaluationJson.Write(report, options.ShowWorst));
        }
        else
        {
            EvaluationTable.Print(report, options);
            ChangeList.Print(report, options);
        }

        foreach (var notice in RunNotices.Of(report).Concat(notices))
        {
            options.Error.WriteLine(notice);
        }
    }

    private static async Task WritePageAsync(
        string path, EvaluateOptions options, EvaluationReport report, IndexSearch? live, CancellationToken cancellationToken)
    {
        var row = ReportAdvice.Subject(report) ?? report.Bm25;
        var explainer = new RowExplainer(report, row) { Served = live?.Served is { } served ? served.Of : null };
        var titles = await DocumentTitles.ReadAsync(
            report.Candidates.Documents, EvaluationPage.Shown(explainer, report), options.TextFields!, cancellationToken);
        OutputFile.Write(path, new EvaluationPage(report, explainer, titles).Write);
    }
}
