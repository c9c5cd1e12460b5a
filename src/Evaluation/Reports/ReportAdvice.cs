using System.Globalization;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Tuning;

namespace TwinBert.Evaluation.Reports;

/// <summary>What a report's figures say to somebody who has to decide: what to beware of, and what to do next.</summary>
public static class ReportAdvice
{
    // Fewer unjudged documents more than this do not explain a loss.
    private const double UnjudgedMargin = 0.1;

    private static readonly IFormatProvider Invariant = CultureInfo.InvariantCulture;

    /// <summary>
    /// The row that is judged: of the first contender what a search would serve, with the tuned weight where there is one; <see langword="null"/> where
    /// nothing is compared with the engine.
    /// </summary>
    /// <param name="report">The report.</param>
    public static RowReport? Subject(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Rows.Where(row => row.Contender is not null).GroupBy(row => row.Contender).FirstOrDefault()?.Last();
    }

    /// <summary>What to beware of; none where the figures speak for themselves.</summary>
    /// <param name="report">The report.</param>
    public static IEnumerable<string> Warnings(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var row in report.Rows.Where(row => row.Tuned is not null))
        {
            if (row.Weight >= BlendTuning.Grid[^1])
            {
                yield return string.Create(Invariant, 
                    $"warning: {row.Name}: the best weight is the largest that was tried. The {report.Candidates.Engine} score hardly counts there: is the "
                        + $"search a good one for these queries, or are they too few to tell ({Queries(report)})?");
            }
            else if (row.Weight <= 0)
            {
                yield return $"warning: {row.Name}: the best weight is 0. On {row.Tuned!.Split}, {row.Contender} makes no order better.";
            }
        }

        foreach (var row in report.Rows.Where(row => row.Kind is RowKind.Blend or RowKind.TunedBlend or RowKind.Served))
        {
            if (row.Top100.AgainstBm25 is { IsSignificant: false, MeanDifference: > 0 } test)
            {
                yield return string.Create(
                    Invariant, $"warning: {row.Name}: the gain of {test.MeanDifference:0.0000} may be chance (p = {test.Probability:0.###}).");
            }
        }
    }

    /// <summary>One sentence on what to do next; <see langword="null"/> where nothing is compared with the engine.</summary>
    /// <param name="report">The report.</param>
    public static string? Of(EvaluationReport report)
    {
        if (Subject(report) is not { Top100.AgainstBm25: { } test } row)
        {
            return null;
        }

        var engine = report.Bm25.Top100.Metrics.MeanUnjudged;
        var own = row.Top100.Metrics.MeanUnjudged;
        return test switch
        {
            { IsSignificant: true, MeanDifference: > 0 } when row.Kind == RowKind.TunedBlend =>
                string.Create(
                    Invariant, $"Advice: serve it with \"ModelWeight\": {row.Weight:0.##}; the gain is {Range(test.Interval)} on queries like these."),
            { IsSignificant: true, MeanDifference: > 0 } when row.Kind == RowKind.Alone =>
                string.Create(Invariant, $"Advice: it orders better than the {report.Candidates.Engine}, by {Range(test.Interval)} on queries like these."),
            { IsSignificant: true, MeanDifference: > 0 } => $"Advice: serve it; the gain is {Range(test.Interval)} on queries like these.",
            _ when own > engine + UnjudgedMargin => string.Create(Invariant, 
                $"Advice: judge more before deciding: of its first ten documents nobody has judged {own:P0}, of the {report.Candidates.Engine}'s {engine:P0}: "
                    + $"its figure of {row.Top100.Metrics.MeanNdcg:0.000} is too low."),
            { IsSignificant: true } =>
                "Advice: do not serve it as it is; try a smaller ModelWeight, more telling text fields, or a model of this domain and language.",
            _ => Undecided(report, test),
        };
    }

    private static string Undecided(EvaluationReport report, PairedTest test)
    {
        var queries = report.Candidates.Queries.Count;
        if (test.MeanDifference == 0)
        {
            return string.Create(Invariant, $"Advice: judge more queries, or other ones: on these {Queries(report)} nothing changes.");
        }

        var needed = DetectableDifference.QueriesFor(test.Detectable, queries, test.MeanDifference);
        return double.IsFinite(needed)
            ? string.Create(Invariant, 
                $"Advice: do not decide by these figures: {Queries(report)} show differences from {test.Detectable:0.000} on, and it would "
                    + $"take some {needed:0} to show one of {Math.Abs(test.MeanDifference):0.000}.")
            : string.Create(Invariant, $"Advice: judge more queries: {Queries(report)} show nothing.");
    }

    private static string Queries(EvaluationReport report) =>
        report.Candidates.Queries.Count is var count && count == 1 ? "1 query" : string.Create(Invariant, $"{count} queries");

    private static string Range(Interval interval) => string.Create(Invariant, $"{interval.Low:+0.000;-0.000} to {interval.High:+0.000;-0.000} nDCG@10");
}
