using System.Globalization;

namespace TwinBert.Cli.Hosting;

/// <summary>Says every few seconds on standard error how many documents of an index were read. Reports come one at a time.</summary>
/// <param name="index">The index.</param>
/// <param name="what">What was done with them, such as <c>of 1,000 read</c>.</param>
internal sealed class ReadingLines(string index, string what) : IProgress<long>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private long _said = TimeProvider.System.GetTimestamp();

    public void Report(long value)
    {
        if (TimeProvider.System.GetElapsedTime(_said) >= Interval)
        {
            _said = TimeProvider.System.GetTimestamp();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index}: {value:N0} {what}"));
        }
    }
}
