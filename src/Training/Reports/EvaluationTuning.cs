namespace TwinBert.Training.Reports;

/// <summary>How the weight of a blend was found.</summary>
/// <param name="Split">The split that it is the best on.</param>
internal sealed record EvaluationTuning(string Split);
