using System.Globalization;
using Spectre.Console;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Reports;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>A report as two tables, with what one must know to read them. They fit into 80 columns.</summary>
internal static class EvaluationTable
{
    public static void Print(EvaluationReport report, EvaluateOptions options)
    {
        var data = report.Candidates.Dataset;
        var console = ConsoleWriter.For(options.Output);
        console.Write(Table(report, CandidatePool.Judged, $"{data.Name}, {data.Split}, {report.Candidates.Queries.Count} queries: judged documents"));
        console.Write(Table(report, CandidatePool.Top100, $"{data.Name}, {data.Split}, {report.Candidates.Queries.Count} queries: top 100"));
        foreach (var line in Notes(report, options))
        {
            options.Output.WriteLine(line);
        }
    }

    private static Table Table(EvaluationReport report, CandidatePool pool, string title)
    {
        var compared = Compared(report);
        var table = new Table().Border(TableBorder.Horizontal).Title(Markup.Escape(title)).AddColumn(Column(""));
        string[] numbers = ["nDCG@10", "MRR@10", "R@10", "Δ BM25", "p", .. compared ? new[] { "Δ first", "p" } : []];
        foreach (var name in numbers)
        {
            table.AddColumn(Column(name).RightAligned().NoWrap());
        }

        string? contender = null;
        foreach (var row in report.Rows)
        {
            if (row.Contender is not null && row.Contender != contender)
            {
                contender = row.Contender;
                table.AddRow(Markup.Escape(contender));
            }

            var scores = row.Of(pool);
            string[] cells =
            [
                Label(row),
                Text(scores.Metrics.MeanNdcg),
                Text(scores.Metrics.MeanReciprocalRank),
                Text(scores.Metrics.MeanRecall),
                .. Cells(scores.AgainstBm25),
                .. compared ? Cells(scores.AgainstFirst) : [],
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    private static TableColumn Column(string name) => new TableColumn(name).PadLeft(0).PadRight(1);

    private static string[] Cells(PairedTest? test) =>
        test is null ? ["", ""] : [test.MeanDifference.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture), Text(test.Probability)];

    private static string Label(RowReport row) => row.Kind switch
    {
        RowKind.Random => "random order",
        RowKind.Bm25 => "BM25",
        RowKind.Alone => "  alone",
        RowKind.Blend => FormattableString.Invariant($"  blend, β = {row.Weight:0.##}"),
        _ => FormattableString.Invariant($"  tuned, β = {row.Weight:0.##}"),
    };

    private static IEnumerable<string> Notes(EvaluationReport report, EvaluateOptions options)
    {
        yield return $"Means are over the queries that have judgements; nDCG has {(report.Gain == Gain.Linear ? "linear" : "exponential")} gain. R@10 is "
            + "recall. p: randomisation test of nDCG@10.";
        if (Compared(report))
        {
            yield return $"Δ first: against the same kind of row of {report.First(RowKind.Alone)!.Contender}; BM25 and the random order against its row alone.";
        }

        if (report.First(RowKind.Blend) is { } blend)
        {
            yield return Compare("judged", blend, blend.Judged);
            yield return Compare("top 100", blend, blend.Top100);
        }

        foreach (var row in report.Rows.Where(row => row.Tuned is not null))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"tuned, {row.Contender}: of the weights tried, β = {row.Weight:0.##} is best in the top 100 of {row.Tuned!.Split}, nDCG@10 "
                    + $"{row.Tuned.Ndcg:0.0000} there.");
        }

        if (options.Models.Count > 0 || options.Runs.Count == 0)
        {
            yield return $"The models read: {string.Join(", ", options.TextFields)}.";
        }

        yield return "judged: the judged documents of a query; those that BM25 does not match come last, with the score 0.";
        yield return $"top 100: the engine's best 100; those without a judgement count as irrelevant. They hold {Text(report.Recall)} of the relevant "
            + "documents.";
    }

    private static string Compare(string name, RowReport row, PoolReport scores) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {row.Name} is better than BM25 on {scores.AgainstBm25!.Better} queries, worse on {scores.AgainstBm25.Worse}.");

    private static bool Compared(EvaluationReport report) => report.Rows.Count(row => row.Kind == RowKind.Alone) > 1;

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
