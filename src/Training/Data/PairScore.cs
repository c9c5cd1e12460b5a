namespace TwinBert.Training.Data;

/// <summary>What a teacher says of a document for a query.</summary>
/// <param name="Query">The query's id.</param>
/// <param name="Document">The document's id.</param>
/// <param name="Score">The logit, finite.</param>
internal readonly record struct PairScore(string Query, string Document, float Score);
