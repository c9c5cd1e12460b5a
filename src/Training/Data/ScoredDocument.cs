namespace TwinBert.Training.Data;

/// <summary>A document that a teacher scored for a query.</summary>
/// <param name="Document">The document's number.</param>
/// <param name="Score">The teacher's logit.</param>
internal readonly record struct ScoredDocument(int Document, float Score);
