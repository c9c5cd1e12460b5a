using TwinBert.Evaluation.Progress;
using TwinBert.Training.Display;

namespace TwinBert.Training.Commands;

/// <summary>The progress of an evaluation: a count for each stage.</summary>
/// <param name="lines">Receives it.</param>
internal sealed class EvaluationLines(RunLines lines) : IProgress<EvaluationProgress>
{
    private (EvaluationStage Stage, string? Subject, IProgress<int> Count)? _current;

    public void Report(EvaluationProgress value)
    {
        if (_current is not { } current || (current.Stage, current.Subject) != (value.Stage, value.Subject))
        {
            var what = value.Stage.ToString().ToLowerInvariant() + (value.Subject is null ? "" : $" ({value.Subject})");
            _current = (value.Stage, value.Subject, lines.Count(what, value.Total ?? 0));
        }

        _current.Value.Count.Report(value.Done);
    }
}
