namespace TwinBert.Evaluation.Progress;

/// <summary>Turns the counts of one stage into the progress of an evaluation.</summary>
/// <param name="progress">Receives it.</param>
/// <param name="stage">The stage.</param>
/// <param name="total">How many there are; <see langword="null"/> while it is not known.</param>
/// <param name="subject">The model or the split; <see langword="null"/> where there is only one.</param>
public sealed class StageProgress(IProgress<EvaluationProgress> progress, EvaluationStage stage, int? total, string? subject = null) : IProgress<int>
{
    /// <inheritdoc/>
    public void Report(int value) => progress.Report(new(stage, value, total, subject));
}
