using System.Globalization;
using TwinBert.Backfill.Running;

namespace TwinBert.Cli.Backfill;

/// <summary>Says where a backfill is, how fast it goes and how long it will take.</summary>
internal static class ProgressText
{
    public static string Of(BackfillProgress progress, TimeSpan elapsed)
    {
        var counters = progress.Counters;
        var rate = elapsed > TimeSpan.Zero ? (counters.Scanned - progress.ScannedBefore) / elapsed.TotalSeconds : 0;
        var left = Math.Max(0, progress.Total - counters.Scanned);
        var remaining = rate > 0 ? $", {Duration(TimeSpan.FromSeconds(Math.Min(left / rate, TimeSpan.MaxValue.TotalSeconds / 2)))} left" : "";
        var lost = counters.Lost > 0 ? string.Create(CultureInfo.InvariantCulture, $", {counters.Lost:N0} lost") : "";
        var slowed = Slowed(progress.Share);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Index}: {counters.Scanned:N0} of {progress.Total:N0}, {counters.Embedded:N0} embedded{lost}, {rate:N0} docs/s{remaining}{slowed}");
    }

    /// <summary>That a run keeps only a part of its speed; nothing where it keeps all.</summary>
    public static string Slowed(double share) => share < 1 ? string.Create(CultureInfo.InvariantCulture, $", slowed to {share:P0} for the cluster") : "";

    /// <summary>A length of time, as people read it.</summary>
    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
