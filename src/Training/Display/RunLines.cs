using System.Globalization;
using TwinBert.Training.Loop;

namespace TwinBert.Training.Display;

/// <summary>Progress for a log file: a line every few seconds. Reports come one at a time.</summary>
/// <param name="writer">Receives the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class RunLines(TextWriter writer, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private Rate? _rate;
    private long _said = time.GetTimestamp();

    /// <inheritdoc/>
    public void Say(string line) => writer.WriteLine(line);

    /// <inheritdoc/>
    public IProgress<int> Count(string name, int total) => new Counter(this, name, total);

    /// <inheritdoc/>
    public void Stepped(int step, int steps, double loss, double learningRate)
    {
        _rate ??= new(time, step);
        if (IsDue() || step == steps)
        {
            writer.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"step {step} of {steps}, {RunText.Training(loss, learningRate)}, {_rate.Text(step, steps, " steps")}"));
        }
    }

    /// <inheritdoc/>
    public void Evaluated(CurvePoint point, bool isBest) => writer.WriteLine(RunText.Evaluated(point, isBest));

    private bool IsDue()
    {
        if (time.GetElapsedTime(_said) < Interval)
        {
            return false;
        }

        _said = time.GetTimestamp();
        return true;
    }

    private sealed class Counter(RunLines lines, string name, int total) : IProgress<int>
    {
        private Rate? _rate;

        public void Report(int value)
        {
            // Counted from the first report: what came before it was done earlier.
            _rate ??= new(lines.Clock, value);
            if (lines.IsDue() || value == total)
            {
                lines.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {value} of {total}{_rate.Behind(value, total)}"));
            }
        }
    }

    private TimeProvider Clock => time;
}
