using System.Globalization;
using System.Text;
using TwinBert.Training.Reports;

namespace TwinBert.Training.Gates;

/// <summary>The report of a gate, in Markdown.</summary>
internal static class GateReport
{
    /// <summary>Writes it.</summary>
    public static string Write(GateResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder(result.Promote ? "# Promote\n\n" : "# Do not promote\n\n");
        foreach (var objection in result.Objections)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {objection}\n");
        }

        var table = new MarkdownTable("set", "queries", "BM25", "now", "new", "difference", "95 % interval", "p", "can show");
        foreach (var set in (GateFigure[])[result.Later, .. result.Generic])
        {
            table.Add(
                set.Name,
                set.Queries.ToString(CultureInfo.InvariantCulture),
                Number(set.Engine),
                Number(set.Before),
                Number(set.After),
                set.Test.MeanDifference.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture),
                GateResult.Range(set.Test),
                Number(set.Test.Probability),
                Number(set.Test.Detectable));
        }

        return text.Append(result.Promote ? "" : "\n").Append(table).Append(
            "\nnDCG@10 of the blend with BM25, linear gain, each package at its own weight, as it would serve. Over what was shown for later "
                + "clicks, and over BM25's top 100 elsewhere.\n\n").Append(
            result.KeepsVectors
                ? "Documents are embedded as by the package that is served now: nothing has to be embedded again.\n"
                : "Its vectors are its own: documents need a backfill.\n").ToString();
    }

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
