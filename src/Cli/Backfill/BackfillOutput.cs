using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Running;

namespace TwinBert.Cli.Backfill;

/// <summary>Says what a backfill did: a table, or one JSON document.</summary>
internal static class BackfillOutput
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(IAnsiConsole console, BackfillReport report, BackfillArguments arguments, BackfillPlan plan, BackfillFiles files)
    {
        if (arguments.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(Document(report, arguments, plan), Json));
        }
        else
        {
            WriteTable(report, arguments.Options.DryRun);
        }

        foreach (var index in report.Indices.Where(index => index.Failure is not null))
        {
            console.WriteLine($"{index.Index} was not finished: {index.Failure}");
        }

        foreach (var index in report.Indices.Where(index => index.Behind.Any))
        {
            var left = $"{Number(index.Behind.Missing)} of their documents have no embedding, {Number(index.Behind.Stale)} one of an older text";
            console.WriteLine(
                $"{index.Index}: others write faster than this run embeds. {left}. Let them write through the sidecar, or run again: the same command goes "
                    + "on.");
        }

        if (report.Indices.Any(index => index.Counters.Lost > 0) && !arguments.Options.DryRun)
        {
            console.WriteLine($"Lost documents and the reason of each are in {files.DeadLetters.Path}");
        }

        if (report.IsInterrupted)
        {
            console.WriteLine("Interrupted. The same command goes on from here.");
        }
    }

    // One table of all figures would be wider than a terminal.
    private static void WriteTable(BackfillReport report, bool dryRun)
    {
        var output = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        output.Write(Table(
            ["index", "scanned", dryRun ? "to embed" : "embedded", "up to date", "no text", "lost"],
            report.Indices.Select(index => (index.Index, new[]
            {
                Number(index.Counters.Scanned), Number(index.Counters.Embedded), Number(index.Counters.UpToDate),
                Number(index.Counters.NoText + index.Counters.TooLarge), Number(index.Counters.Lost),
            }))));
        output.Write(Table(
            ["index", "conflicts", "left", "docs/s", "encoder", "with its model"],
            report.Indices.Select(index => (index.Index, new[]
            {
                Number(index.Counters.Conflicts), Number(index.Counters.LeftToWriter), Number((long)index.DocumentsPerSecond),
                index.EncoderShare.ToString("P0", CultureInfo.InvariantCulture),
                index.Coverage is { } coverage ? $"{Number(coverage.Current)} of {Number(coverage.Total)}" : "not counted",
            }))));
    }

    private static Table Table(string[] headings, IEnumerable<(string Index, string[] Figures)> rows)
    {
        var table = new Table().Border(TableBorder.Horizontal).AddColumn(headings[0]);
        foreach (var heading in headings[1..])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        foreach (var (index, figures) in rows)
        {
            table.AddRow([Markup.Escape(index), .. figures]);
        }

        return table;
    }

    private static object Document(BackfillReport report, BackfillArguments arguments, BackfillPlan plan) => new
    {
        Model = plan.Model?.Value,
        DryRun = arguments.Options.DryRun,
        Interrupted = report.IsInterrupted,
        Complete = report.IsComplete,
        Indices = report.Indices.Select(index => new
        {
            index.Index,
            Model = plan.Indices.First(planned => planned.Name == index.Index).Fields.Model.Fingerprint.Value,
            index.Counters.Scanned,
            index.Counters.Embedded,
            index.Counters.UpToDate,
            index.Counters.NoText,
            index.Counters.TooLarge,
            index.Counters.Conflicts,
            index.Counters.LeftToWriter,
            index.Counters.Gone,
            index.Counters.Lost,

            // What this process has done.
            Here = new { index.ThisRun.Scanned, index.ThisRun.Embedded, index.Encoded },
            index.Behind.Missing,
            index.Behind.Stale,
            Seconds = Math.Round(index.Elapsed.TotalSeconds, 3),
            DocumentsPerSecond = Math.Round(index.DocumentsPerSecond, 1),
            EncoderShare = Math.Round(index.EncoderShare, 3),
            index.Coverage,
            Replaced = index.IsReplaced,
            index.Failure,
        }),
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
