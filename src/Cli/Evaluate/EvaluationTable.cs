using System.Globalization;
using Spectre.Console;
using TwinBert.Cli.Hosting;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Runs;

namespace TwinBert.Cli.Evaluate;

/// <summary>A report as a table, with what one must know to read it.</summary>
internal static class EvaluationTable
{
    // Fixed, so that the same rankings are always given the same probability.
    private const int Seed = 20_020_627;

    public static void Print(EvaluationReport report, EvaluateOptions options)
    {
        var weight = options.ModelWeight.ToString(CultureInfo.InvariantCulture);
        var table = new Table().Border(TableBorder.Rounded)
            .Title(Markup.Escape($"{report.Dataset}, {report.Split}, {report.Queries} queries"))
            .AddColumn("").AddColumn("judged nDCG@10").AddColumn("judged MRR@10").AddColumn("top 100 nDCG@10").AddColumn("top 100 MRR@10");
        Row(table, "BM25", report.Judged.Bm25, report.Top100.Bm25);
        Row(table, "model", report.Judged.Model, report.Top100.Model);
        Row(table, $"blend, β = {weight}", report.Judged.Blend, report.Top100.Blend);
        ConsoleWriter.For(options.Output).Write(table);
        options.Output.WriteLine(Compare("judged", report.Judged));
        options.Output.WriteLine(Compare("top 100", report.Top100));
        options.Output.WriteLine($"The model read: {string.Join(", ", options.TextFields)}. Means are over the queries that have judgements; nDCG has linear gain.");
        options.Output.WriteLine("judged: the judged documents of a query; those that BM25 does not match come last, with the score 0.");
        options.Output.WriteLine($"top 100: the engine's best 100; those without a judgement count as irrelevant. They hold {Text(report.Recall)} of the relevant documents.");
    }

    private static void Row(Table table, string name, RankerScores judged, RankerScores top) =>
        table.AddRow(name, Text(judged.MeanNdcg), Text(judged.MeanReciprocalRank), Text(top.MeanNdcg), Text(top.MeanReciprocalRank));

    private static string Compare(string name, RankingScores scores)
    {
        var test = PairedTest.Of(scores.Bm25.Ndcg, scores.Blend.Ndcg, new Random(Seed));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: the blend's nDCG@10 is {test.MeanDifference:+0.0000;-0.0000} against BM25: better on {test.Better} queries, worse on {test.Worse} (randomisation test, p = {test.Probability:0.####}).");
    }

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
