using System.Globalization;
using Spectre.Console;
using TwinBert.Backfill.Jobs;

namespace TwinBert.Cli.Jobs;

/// <summary>The table of the jobs that a cluster keeps.</summary>
internal static class JobTable
{
    public static void Write(IEnumerable<JobReport> jobs)
    {
        var table = new Table().Border(TableBorder.Horizontal);
        table.AddColumn(new TableColumn("job").PadRight(0));
        table.AddColumn(new TableColumn("state").NoWrap().PadRight(0));
        foreach (var heading in new[] { "scanned", "of", "embedded", "lost", "workers", "docs/s", "left" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap().PadLeft(0).PadRight(0));
        }

        foreach (var job in jobs)
        {
            table.AddRow(
                Markup.Escape(job.Job.Name), JobDescription.StateOf(job), Number(job.Counters.Scanned), Number(job.Job.Total), Number(job.Counters.Embedded),
                Number(job.Counters.Lost), Number(job.Workers.Count), Number((long)job.DocumentsPerSecond), JobDescription.RemainingOf(job) ?? "");
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Write(table);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
