using System.Globalization;

namespace TwinBert.Training.Reports;

/// <summary>What the rankings of one split are worth: all of them against BM25, and against the first model.</summary>
internal static class EvaluationSection
{
    /// <summary>The section's Markdown, from below its heading.</summary>
    public static string Text(EvaluationResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Queries:N0} queries, {result.Gain} gain. BM25's best 100 hold {result.Recall:0.000} of the relevant documents: no reranking of them "
            + $"finds more.\n\n{AgainstBm25(result)}\n{AgainstFirst(result)}");

    private static MarkdownTable AgainstBm25(EvaluationResult result)
    {
        var table = new MarkdownTable("ranking", "", "judged: nDCG@10", "MRR@10", "p", "top 100: nDCG@10", "MRR@10", "p");
        string? of = null;
        foreach (var row in result.Rows)
        {
            table.Add([Name(row, ref of), Kind(row), .. Cells(row.Judged), .. Cells(row.Top100)]);
        }

        return table;
    }

    /// <summary>Nothing where there is only one model.</summary>
    private static string AgainstFirst(EvaluationResult result)
    {
        var rows = result.Rows.Where(row => row.Of is not null && row.Top100.AgainstFirst is not null).ToArray();
        if (rows.Length == 0)
        {
            return "";
        }

        var table = new MarkdownTable("ranking", "", "against", "judged: Δ nDCG@10", "better / worse", "p", "top 100: Δ nDCG@10", "better / worse", "p");
        string? of = null;
        foreach (var row in rows)
        {
            table.Add([Name(row, ref of), Kind(row), row.Top100.AgainstFirst!.Row ?? "", .. Cells(row.Judged.AgainstFirst), .. Cells(row.Top100.AgainstFirst)]);
        }

        return $"The same rankings against each other:\n\n{table}";
    }

    /// <summary>A model's name in the first of its rows only.</summary>
    private static string Name(EvaluationRow row, ref string? of)
    {
        if (row.Of is null)
        {
            return row.Kind == "bm25" ? "BM25" : "random order";
        }

        var isSame = of == row.Of;
        of = row.Of;
        return isSame ? "" : ReportText.Code(row.Of);
    }

    private static string Kind(EvaluationRow row) => (row.Weight, row.Tuned) switch
    {
        (null, _) => row.Of is null ? "" : "alone",
        ({ } weight, null) => $"blend, β = {ReportText.Number(weight)}",
        ({ } weight, { } tuned) => $"blend, β = {ReportText.Number(weight)}, the best on {tuned.Split}",
    };

    private static string[] Cells(EvaluationPool pool) =>
        [ReportText.Metric(pool.Ndcg), ReportText.Metric(pool.ReciprocalRank), ReportText.Probability(pool.AgainstBm25?.P)];

    private static string[] Cells(EvaluationComparison? comparison) => comparison is null
        ? ["", "", ""]
        :
        [
            ReportText.Difference(comparison.Difference),
            string.Create(CultureInfo.InvariantCulture, $"{comparison.Better} / {comparison.Worse}"),
            ReportText.Probability(comparison.P),
        ];
}
