using System.Globalization;
using TwinBert.Evaluation.Progress;

namespace TwinBert.Cli.Evaluate;

/// <summary>Progress for a log file: a line when a stage begins, and then one every few seconds. Not thread-safe.</summary>
/// <param name="writer">Receives the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class EvaluateProgressLines(TextWriter writer, TimeProvider time) : IProgress<EvaluationProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private (EvaluationStage, string?)? _stage;
    private int _first;
    private long _begun;
    private long _written;

    public void Report(EvaluationProgress value)
    {
        if (_stage != (value.Stage, value.Subject))
        {
            (_stage, _first, _begun) = ((value.Stage, value.Subject), value.Done, time.GetTimestamp());
        }
        else if (time.GetElapsedTime(_written) < Interval)
        {
            return;
        }

        _written = time.GetTimestamp();
        var total = value.Total is { } count ? string.Create(CultureInfo.InvariantCulture, $" of {count}") : "";
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{EvaluateProgress.Describe(value)}: {value.Done}{total}{Rate(value)}"));
    }

    // Counted from the stage's first report: what came before it may have been anything.
    private string Rate(EvaluationProgress value)
    {
        var seconds = time.GetElapsedTime(_begun).TotalSeconds;
        if (value.Done <= _first || seconds <= 0)
        {
            return "";
        }

        var rate = (value.Done - _first) / seconds;
        var left = value.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $", {(total - value.Done) / rate:0} s left") : "";
        return string.Create(CultureInfo.InvariantCulture, $" ({rate:0.#}/s{left})");
    }
}
