using Spectre.Console;
using TwinBert.Evaluation.Progress;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>Shows how far an evaluation is, with rate and remaining time: bars on a terminal, now and then a line elsewhere.</summary>
internal static class EvaluateProgress
{
    public static Task<T> ShowAsync<T>(TextWriter writer, Func<IProgress<EvaluationProgress>, Task<T>> run)
    {
        var console = ConsoleWriter.For(writer);
        if (!console.Profile.Out.IsTerminal)
        {
            return run(new EvaluateProgressLines(writer, TimeProvider.System));
        }

        return console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => run(new Bars(context)));
    }

    /// <summary>What is being done, and with which model or split.</summary>
    public static string Describe(EvaluationProgress progress) => Describe(progress.Stage) + (progress.Subject is null ? "" : $" ({progress.Subject})");

    private static string Describe(EvaluationStage stage) => stage switch
    {
        EvaluationStage.Indexing => "Indexing documents",
        EvaluationStage.Searching => "Ranking queries by BM25",
        EvaluationStage.Encoding => "Encoding documents",
        EvaluationStage.SearchingLive => "Searching",
        EvaluationStage.Reading => "Reading documents",
        _ => "Encoding and scoring queries",
    };

    private sealed class Bars(ProgressContext context) : IProgress<EvaluationProgress>
    {
        private readonly Dictionary<(EvaluationStage, string?), ProgressTask> _bars = [];

        public void Report(EvaluationProgress value)
        {
            if (!_bars.TryGetValue((value.Stage, value.Subject), out var bar))
            {
                Finish();
                _bars[(value.Stage, value.Subject)] = bar = context.AddTask(Markup.Escape(Describe(value)), maxValue: value.Total ?? double.MaxValue);
                bar.IsIndeterminate = value.Total is null;
            }

            bar.Value = value.Done;
        }

        // A stage begins when the one before is over; only then is the length of an indeterminate one known.
        private void Finish()
        {
            foreach (var bar in _bars.Values.Where(bar => bar.IsIndeterminate))
            {
                bar.MaxValue = bar.Value;
                bar.IsIndeterminate = false;
                bar.StopTask();
            }
        }
    }
}
