namespace TwinBert.Evaluation.Progress;

/// <summary>How far an evaluation is.</summary>
/// <param name="Stage">What it is doing.</param>
/// <param name="Done">The number of documents or queries that are done.</param>
/// <param name="Total">The number that there are; <see langword="null"/> while it is not known.</param>
/// <param name="Subject">The model or the split that it is busy with; <see langword="null"/> where there is only one.</param>
public sealed record EvaluationProgress(EvaluationStage Stage, int Done, int? Total, string? Subject = null);
