using TwinBert.Backfill.Running;

namespace TwinBert.Cli.Backfill;

/// <summary>A line every few seconds. Reports come one at a time.</summary>
internal sealed class ProgressLines(TextWriter output, TimeProvider time) : IProgress<BackfillProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private string? _index;
    private long _started;
    private long _said;

    public void Report(BackfillProgress value)
    {
        if (_index != value.Index)
        {
            (_index, _started, _said) = (value.Index, time.GetTimestamp(), time.GetTimestamp());
        }
        else if (time.GetElapsedTime(_said) >= Interval)
        {
            _said = time.GetTimestamp();
            output.WriteLine(ProgressText.Of(value, time.GetElapsedTime(_started)));
        }
    }
}
