using System.Globalization;
using System.Text.Json;
using TwinBert.Backfill.Jobs;

namespace TwinBert.Cli.Jobs;

/// <summary>What is said of a job.</summary>
internal static class JobDescription
{
    /// <summary>In JSON.</summary>
    /// <param name="report">The job.</param>
    /// <param name="slices">The slices of its first round; null where they are not asked for.</param>
    public static object Document(JobReport report, IReadOnlyList<SliceDocument>? slices) => new
    {
        Job = report.Job.Name,
        report.Job.Index,
        EmbeddingField = report.Job.Embedding,
        State = Name(report.State),
        report.Job.Model,
        Mode = Name(report.Job.Mode),
        Round = report.Job.Round?.Number,
        Slices = report.SlicesInAll,
        report.SlicesDone,
        report.Job.Total,
        report.Counters.Scanned,
        report.Counters.Embedded,
        report.Counters.UpToDate,
        report.Counters.Lost,
        DocumentsPerSecond = Math.Round(report.DocumentsPerSecond, 1),
        RemainingSeconds = report.Remaining is { } left ? Math.Round(left.TotalSeconds) : default(double?),
        report.Job.Began,
        report.Job.Ended,
        Workers = report.Workers.Select(worker => new
        {
            worker.Name, worker.Host, worker.Process, worker.Scanned, worker.Embedded,
            DocumentsPerSecond = Math.Round(worker.DocumentsPerSecond, 1), HeardOf = worker.At,
        }),
        FirstRound = slices?.Select(slice => new
        {
            Slice = slice.Number, slice.Progress.Shard, slice.Progress.Through, Done = slice.Progress.IsDone, slice.Progress.Counters.Scanned,
            slice.Progress.Counters.Embedded, slice.Turns,
        }),
    };

    /// <summary>In a few words, for a line about the index.</summary>
    public static string Line(JobReport report)
    {
        var workers = report.Workers.Count switch
        {
            0 => "nobody at work",
            1 => "1 worker",
            var several => string.Create(CultureInfo.InvariantCulture, $"{several} workers"),
        };
        string[] parts = [StateOf(report), .. report.Job.IsOver ? [] : new[] { workers }, .. RateOf(report)];
        return $"{report.Job.Name}: backfill {string.Join(", ", parts)}";
    }

    /// <summary>What the job is at, and how far.</summary>
    public static string StateOf(JobReport report)
    {
        var share = report.Job.Total == 0 ? 1 : Math.Min(1, (double)report.Counters.Scanned / report.Job.Total);
        var progress = report.Job.Round is { Number: > 0 } round
            ? string.Create(CultureInfo.InvariantCulture, $"sweep {round.Number}")
            : share.ToString("P0", CultureInfo.InvariantCulture);
        return report.State is JobState.Running or JobState.Paused ? $"{Name(report.State)}, {progress}" : Name(report.State);
    }

    /// <summary>How long it will take; null where nobody knows.</summary>
    public static string? RemainingOf(JobReport report) => report.Remaining is not { } left ? null
        : left.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(long)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{left.Minutes}:{left.Seconds:00}");

    private static IEnumerable<string> RateOf(JobReport report)
    {
        if (report.DocumentsPerSecond > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{report.DocumentsPerSecond:N0} docs/s");
        }

        if (RemainingOf(report) is { } left)
        {
            yield return $"{left} left";
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
