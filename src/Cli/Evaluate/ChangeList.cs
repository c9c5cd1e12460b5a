using System.Globalization;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Reports;

namespace TwinBert.Cli.Evaluate;

/// <summary>The queries that a ranking changed most against BM25, for a look at what it does.</summary>
internal static class ChangeList
{
    public static void Print(EvaluationReport report, EvaluateOptions options)
    {
        if (options.ShowWorst == 0)
        {
            return;
        }

        foreach (var contender in report.Rows.Where(row => row.Contender is not null).GroupBy(row => row.Contender))
        {
            // The last is what a search would serve: the blend, with the tuned weight where there is one.
            var row = contender.Last();
            options.Output.WriteLine();
            var engine = report.Candidates.Engine;
            Print(options.Output, $"{row.Name}: worse than {engine}", QueryChange.Worst(report, row, CandidatePool.Top100, options.ShowWorst));
            Print(options.Output, $"{row.Name}: better than {engine}", QueryChange.Best(report, row, CandidatePool.Top100, options.ShowWorst));
        }
    }

    private static void Print(TextWriter output, string title, IReadOnlyList<QueryChange> changes)
    {
        output.WriteLine(changes.Count == 0 ? $"{title} on no query (top 100)" : $"{title} most (top 100, nDCG@10)");
        foreach (var change in changes)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {change.Difference:+0.0000;-0.0000}  {change.Bm25:0.0000} → {change.Row:0.0000}  {change.Query.Text} ({change.Query.Id})"));
        }
    }
}
