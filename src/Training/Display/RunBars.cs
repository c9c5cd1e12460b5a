using Spectre.Console;
using TwinBert.Training.Loop;

namespace TwinBert.Training.Display;

/// <summary>Progress for a terminal: a bar for everything that is counted. Reports come one at a time.</summary>
/// <param name="console">The terminal.</param>
/// <param name="context">What the bars are in.</param>
internal sealed class RunBars(IAnsiConsole console, ProgressContext context) : IRunDisplay
{
    private ProgressTask? _training;
    private string _dev = "";

    /// <inheritdoc/>
    public void Say(string line) => console.MarkupLineInterpolated($"{line}");

    /// <inheritdoc/>
    public IProgress<int> Count(string name, int total) => new Bar(context.AddTask(Markup.Escape(name), maxValue: Math.Max(1, total)));

    /// <inheritdoc/>
    public void Stepped(int step, int steps, double loss, double learningRate)
    {
        _training ??= context.AddTask("training", maxValue: steps);
        _training.Value = step;
        _training.Description = Markup.Escape($"{RunText.Training(loss, learningRate)}{_dev}");
    }

    /// <inheritdoc/>
    public void Evaluated(CurvePoint point, bool isBest)
    {
        _dev = string.Create(System.Globalization.CultureInfo.InvariantCulture, $", dev {point.Dev:0.0000}");
        console.MarkupLineInterpolated($"{RunText.Evaluated(point, isBest)}");
    }

    private sealed class Bar(ProgressTask task) : IProgress<int>
    {
        public void Report(int value) => task.Value = value;
    }
}
