using System.Globalization;

namespace TwinBert.Training.Display;

/// <summary>How fast something is done, and how long the rest will take.</summary>
/// <param name="time">The clock.</param>
/// <param name="first">How many were done at the start.</param>
internal sealed class Rate(TimeProvider time, int first)
{
    private readonly long _begun = time.GetTimestamp();

    /// <summary>Rate and remaining time.</summary>
    /// <param name="done">How many are done.</param>
    /// <param name="total">How many there are to be.</param>
    /// <param name="unit">What is counted, with a space before it; may be empty.</param>
    public string Text(int done, int total, string unit)
    {
        var seconds = time.GetElapsedTime(_begun).TotalSeconds;
        if (done <= first || seconds <= 0)
        {
            return "rate not known yet";
        }

        var rate = (done - first) / seconds;
        var left = TimeSpan.FromSeconds(Math.Min((total - done) / rate, TimeSpan.MaxValue.TotalSeconds / 2));
        return string.Create(CultureInfo.InvariantCulture, $"{rate:0.##}{unit}/s, {(long)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00} left");
    }

    /// <summary>The same in brackets; nothing where it is not known.</summary>
    public string Behind(int done, int total) => done > first ? $" ({Text(done, total, "")})" : "";
}
