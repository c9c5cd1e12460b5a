using Spectre.Console;
using TwinBert.Backfill.Running;

namespace TwinBert.Cli.Backfill;

/// <summary>A bar for each index. Reports come one at a time.</summary>
internal sealed class ProgressBars(ProgressContext context, TimeProvider time) : IProgress<BackfillProgress>
{
    private string? _index;
    private ProgressTask? _bar;
    private long _started;

    public void Report(BackfillProgress value)
    {
        if (_bar is null || _index != value.Index)
        {
            (_index, _started) = (value.Index, time.GetTimestamp());
            _bar = context.AddTask(Markup.Escape(value.Index));
        }

        _bar.MaxValue = Math.Max(1, value.Total);
        _bar.Value = value.Counters.Scanned;
        _bar.Description = Markup.Escape(ProgressText.Of(value, time.GetElapsedTime(_started)));
    }
}
