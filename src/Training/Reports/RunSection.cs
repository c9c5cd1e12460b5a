using System.Globalization;
using TwinBert.Training.Runs;

namespace TwinBert.Training.Reports;

/// <summary>How models were trained: steps, times, machines, options.</summary>
internal static class RunSection
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>The section's Markdown, from below its heading.</summary>
    public static string Text(IReadOnlyList<ReportRun> runs) =>
        $"{Results(runs)}\n`time` is that of the steps, without reading and without the dev metric.\n\n{Machines(runs)}\n\n{Options(runs)}";

    private static MarkdownTable Results(IReadOnlyList<ReportRun> runs)
    {
        var table = new MarkdownTable("run", "command", "steps", "best dev metric", "loss at the end", "time", "steps/s", "matrices", "threads");
        foreach (var (name, record, metrics, _) in runs)
        {
            table.Add(
                ReportText.Code(name),
                ReportText.Code(record.Command),
                Steps(record, metrics),
                metrics is { BestDev: { } dev } ? string.Create(CultureInfo.InvariantCulture, $"{dev:0.0000} at step {metrics.BestStep}") : "–",
                metrics?.Loss is { } loss ? loss.ToString("0.####", CultureInfo.InvariantCulture) : "–",
                metrics is null ? "–" : ReportText.Duration(metrics.Seconds),
                metrics is null ? "–" : ReportText.Number(metrics.StepsPerSecond),
                record.Precision ?? "–",
                record.Machine.Threads.ToString(CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Steps(RunRecord record, RunMetrics? metrics) => (metrics?.Steps, record.Steps) switch
    {
        (null, null) => "–",
        (null, { } planned) => string.Create(CultureInfo.InvariantCulture, $"0 of {planned:N0}"),
        ({ } made, { } planned) when made < planned => string.Create(CultureInfo.InvariantCulture, $"{made:N0} of {planned:N0}"),
        ({ } made, _) => string.Create(CultureInfo.InvariantCulture, $"{made:N0}"),
    };

    private static string Machines(IReadOnlyList<ReportRun> runs)
    {
        var lines = runs
            .GroupBy(
                run => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.Record.Machine.System}, {run.Record.Machine.Architecture}, {Count(run.Record.Machine.Processors)}, twinbert-train "
                        + $"{Version(run.Record.Version)}"))
            .Select(group => $"- {string.Join(", ", group.Select(run => ReportText.Code(run.Name)))}: {group.Key}");
        return string.Join('\n', lines);
    }

    private static string Count(int processors) => processors == 1 ? "1 processor" : string.Create(CultureInfo.InvariantCulture, $"{processors} processors");

    /// <summary>The version without most of the commit.</summary>
    private static string Version(string version)
    {
        const int Shown = 7;
        var commit = version.IndexOf('+', StringComparison.Ordinal);
        return commit < 0 ? version : version[..Math.Min(version.Length, commit + 1 + Shown)];
    }

    /// <summary>What is the same in all runs that have the option stands once, so that the table shows what was varied.</summary>
    private static string Options(IReadOnlyList<ReportRun> runs)
    {
        var table = new MarkdownTable(["option", .. runs.Select(run => ReportText.Code(run.Name))]);
        var same = new List<string>();
        foreach (var option in runs.SelectMany(run => run.Record.Options.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            var values = runs.Select(run => run.Record.Options.TryGetValue(option, out var value) ? Short(value) : null).ToArray();
            if (values.Where(value => value is not null).Distinct().Count() > 1)
            {
                table.Add([ReportText.Code(option), .. values.Select(value => value is null ? "" : ReportText.Code(value))]);
            }
            else
            {
                same.Add(ReportText.Code($"{option} {values.First(value => value is not null)}"));
            }
        }

        return $"Options that differ, with the defaults of those that were not given; paths without their folders:\n\n{table}\nThe same in every run that "
            + $"has the option: {string.Join(", ", same)}.\n";
    }

    /// <summary>Where things lie on a machine is nobody else's matter.</summary>
    private static string Short(string value) =>
        string.Join(
            ' ',
            value.Split(' ').Select(
                word => word.TrimEnd(Separators) is var path && path.LastIndexOfAny(Separators) is >= 0 and var end ? path[(end + 1)..] : word));
}
