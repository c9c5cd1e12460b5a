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
        console.Write(Worth(report));
        foreach (var line in Notes(report, options))
        {
            options.Output.WriteLine(line);
        }
    }

    private static Table Table(EvaluationReport report, CandidatePool pool, string title)
    {
        var compared = Compared(report);
        var table = new Table().Border(TableBorder.Horizontal).Title(Markup.Escape(title)).AddColumn(Column(""));
        string[] numbers = ["nDCG@10", "MRR@10", "R@10", $"Δ {report.Candidates.Engine}", "p", .. compared ? new[] { "Δ first", "p" } : []];
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

    /// <summary>What the differences of the table above are worth.</summary>
    private static Table Worth(EvaluationReport report)
    {
        var table = new Table().Border(TableBorder.Horizontal).Title($"top 100: against {report.Candidates.Engine}").AddColumn(Column(""));
        foreach (var name in new[] { "Δ nDCG@10", "95 % interval", "can show", "unjudged@10" })
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

            string[] cells = [Label(row), .. Worth(row.Top100.AgainstBm25), row.Top100.Metrics.MeanUnjudged.ToString("P0", CultureInfo.InvariantCulture)];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    private static string[] Worth(PairedTest? test) => test is null
        ? ["", "", ""]
        :
        [
            test.MeanDifference.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{test.Interval.Low:+0.0000;-0.0000} to {test.Interval.High:+0.0000;-0.0000}"),
            Text(test.Detectable),
        ];

    private static TableColumn Column(string name) => new TableColumn(name).PadLeft(0).PadRight(1);

    private static string[] Cells(PairedTest? test) =>
        test is null ? ["", ""] : [test.MeanDifference.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture), Text(test.Probability)];

    private static string Label(RowReport row) => row.Kind switch
    {
        RowKind.Random => "random order",
        RowKind.Bm25 => row.Name,
        RowKind.Served => "  through the sidecar",
        RowKind.Alone => "  alone",
        RowKind.Blend => FormattableString.Invariant($"  blend, β = {row.Weight:0.##}"),
        _ => FormattableString.Invariant($"  tuned, β = {row.Weight:0.##}"),
    };

    private static IEnumerable<string> Notes(EvaluationReport report, EvaluateOptions options)
    {
        var engine = report.Candidates.Engine;
        yield return $"Means are over the queries that have judgements; nDCG has {(report.Gain == Gain.Linear ? "linear" : "exponential")} gain. R@10 is "
            + "recall. p: randomisation test of nDCG@10.";
        if (Compared(report))
        {
            yield return $"Δ first: against the same kind of row of {report.First(RowKind.Alone)!.Contender}; {engine} and the random order against its row "
                + "alone.";
        }

        if (report.First(RowKind.Blend) is { } blend)
        {
            yield return Compare("judged", blend, blend.Judged, engine);
            yield return Compare("top 100", blend, blend.Top100, engine);
        }

        foreach (var row in report.Rows.Where(row => row.Tuned is not null))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"tuned, {row.Contender}: of the weights tried, β = {row.Weight:0.##} is best in the top 100 of {row.Tuned!.Split}, nDCG@10 "
                    + $"{row.Tuned.Ndcg:0.0000} there.");
        }

        if (report.Rows.Any(row => row.Kind == RowKind.Blend) && options.TextFields is { } fields)
        {
            yield return $"The models read: {string.Join(", ", fields)}.";
        }

        yield return options.Index is null
            ? "judged: the judged documents of a query; those that BM25 does not match come last, with the score 0."
            : "judged: those of the engine's best 100 that have a judgement.";
        yield return $"top 100: the engine's best 100; those without a judgement count as irrelevant. They hold {Text(report.Recall)} of the relevant "
            + "documents.";
        yield return "can show: the smallest difference that so many queries show, if it is there, in four of five tries.";
        yield return "unjudged@10: the share of the first ten that nobody has judged, and that counts as irrelevant.";
        foreach (var line in ReportAdvice.Warnings(report).Append(ReportAdvice.Of(report)).OfType<string>())
        {
            yield return line;
        }
    }

    private static string Compare(string name, RowReport row, PoolReport scores, string engine) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {row.Name} is better than {engine} on {scores.AgainstBm25!.Better} queries, worse on {scores.AgainstBm25.Worse}.");

    private static bool Compared(EvaluationReport report) => report.Rows.Count(row => row.Kind == RowKind.Alone) > 1;

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
