using System.Globalization;
using Spectre.Console;

namespace TwinBert.Cli.Status;

/// <summary>The table of what indices hold.</summary>
internal static class StatusTable
{
    private const string Unknown = "?";

    public static void Write(IEnumerable<IndexStatus> indices)
    {
        var table = new Table().Border(TableBorder.Horizontal);

        // The names of indices need the room.
        table.AddColumn(new TableColumn("index").PadRight(0));
        table.AddColumn(new TableColumn("model").NoWrap().PadRight(0));
        foreach (var heading in new[] { "docs", "fresh", "stale", "missing", "foreign", "no text", "coverage" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned().PadLeft(0).PadRight(0));
        }

        foreach (var index in indices)
        {
            table.AddRow([Markup.Escape(index.Index.Name), index.Index.Fields.Model.Fingerprint.Value, Number(index.Coverage.Total), .. Figures(index)]);
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Write(table);
    }

    private static string[] Figures(IndexStatus status)
    {
        var coverage = status.Coverage;
        if (status.Freshness is not { } freshness)
        {
            var share = coverage.Total == 0 ? 1 : (double)coverage.Current / coverage.Total;
            return [Number(coverage.Current), Unknown, Number(coverage.Missing), Number(coverage.OtherModel), Unknown, Percent(share)];
        }

        // What is counted is the sum of the two; how it is shared out between them is estimated.
        var about = freshness.IsExact ? "" : "~";
        return
        [
            about + Number(freshness.Fresh), about + Number(freshness.Stale), about + Number(freshness.Missing), Number(freshness.Foreign),
            about + Number(freshness.NoText), Percent(freshness.FreshShare),
        ];
    }

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
