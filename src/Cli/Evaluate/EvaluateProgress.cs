using Spectre.Console;
using TwinBert.Evaluation.Runs;

namespace TwinBert.Cli.Evaluate;

/// <summary>Shows on standard error how far an evaluation is: one bar for each stage, with rate and remaining time.</summary>
internal static class EvaluateProgress
{
    public static Task<EvaluationReport> ShowAsync(Func<IProgress<EvaluationProgress>, Task<EvaluationReport>> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
            .StartAsync(context => run(new Bars(context)));
    }

    private static string Describe(EvaluationStage stage) => stage switch
    {
        EvaluationStage.Indexing => "Indexing documents",
        EvaluationStage.Searching => "Ranking queries by BM25",
        EvaluationStage.Encoding => "Encoding documents",
        _ => "Encoding and scoring queries",
    };

    private sealed class Bars(ProgressContext context) : IProgress<EvaluationProgress>
    {
        private readonly Dictionary<EvaluationStage, ProgressTask> _bars = [];

        public void Report(EvaluationProgress value)
        {
            if (!_bars.TryGetValue(value.Stage, out var bar))
            {
                Finish();
                _bars[value.Stage] = bar = context.AddTask(Describe(value.Stage), maxValue: value.Total ?? double.MaxValue);
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
