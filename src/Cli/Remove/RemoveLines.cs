using System.Globalization;
using TwinBert.Backfill.Removing;
using TwinBert.Cli.Backfill;

namespace TwinBert.Cli.Remove;

/// <summary>A line every few seconds that says how far a removal is. Reports come one at a time.</summary>
internal sealed class RemoveLines(TextWriter output, TimeProvider time) : IProgress<RemovalProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly long _started = time.GetTimestamp();
    private long _said = time.GetTimestamp();

    public void Report(RemovalProgress value)
    {
        if (time.GetElapsedTime(_said) < Interval)
        {
            return;
        }

        _said = time.GetTimestamp();
        var rate = value.Removed / time.GetElapsedTime(_started).TotalSeconds;
        var left = rate > 0 ? $", {ProgressText.Duration(TimeSpan.FromSeconds(Math.Max(0, value.Total - value.Removed) / rate))} left" : "";
        var slowed = ProgressText.Slowed(value.Share);
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{value.Index}: {value.Removed:N0} of {value.Total:N0}, {rate:N0} docs/s{left}{slowed}"));
    }
}
