namespace TwinBert.Training.Data;

/// <summary>A pair that a teacher is to score.</summary>
/// <param name="Query">The query.</param>
/// <param name="Document">The document's number.</param>
internal sealed record LabelPair(TrainingQuery Query, int Document);
