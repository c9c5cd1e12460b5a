using TwinBert.Terminal;
using TwinBert.Training.Files;
using TwinBert.Training.Runs;

namespace TwinBert.Training.Reports;

/// <summary>A run as the report has it.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Record">What it is.</param>
/// <param name="Metrics">How it ended; <see langword="null"/> when it has not got anywhere.</param>
/// <param name="Curves">The image of its curves; <see langword="null"/> when there is none.</param>
internal sealed record ReportRun(string Name, RunRecord Record, RunMetrics? Metrics, string? Curves)
{
    /// <summary>Reads runs.</summary>
    /// <param name="folder">The folder that holds them.</param>
    /// <param name="names">Which, in which order; all of them in the order in which they began if empty.</param>
    /// <exception cref="UnusableInputException">One that is named is no run.</exception>
    /// <exception cref="TrainingException">A file of a run is damaged.</exception>
    public static IReadOnlyList<ReportRun> Read(string folder, IReadOnlyList<string> names)
    {
        if (!Directory.Exists(folder))
        {
            throw new UnusableInputException($"The folder '{folder}' does not exist. Give with --runs the folder that holds the runs' own.");
        }

        return names.Count > 0
            ? [.. names.Select(name => Read(new RunFolder(Path.Combine(folder, name)))
                ?? throw new UnusableInputException($"'{Path.Combine(folder, name)}' is no run: it has no config.json. Name runs in '{folder}'."))]
            : [.. Directory.EnumerateDirectories(folder)
                .Select(path => Read(new RunFolder(path)))
                .OfType<ReportRun>()
                .OrderBy(run => run.Record.Started)
                .ThenBy(run => run.Name, StringComparer.Ordinal)];
    }

    private static ReportRun? Read(RunFolder folder) => folder.Record() is { } record
        ? new(Path.GetFileName(Path.GetFullPath(folder.Path)), record, folder.Metrics(), File.Exists(folder.CurvesFile) ? folder.CurvesFile : null)
        : null;
}
