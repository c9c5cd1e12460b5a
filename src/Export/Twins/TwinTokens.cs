namespace TwinBert.Export.Twins;

/// <summary>Ordinary texts as tokens, special ones included, that show where activations have outliers.</summary>
/// <param name="Queries">What the query tower reads; may be empty.</param>
/// <param name="Documents">What the document tower reads; may be empty.</param>
public sealed record TwinTokens(IReadOnlyList<ReadOnlyMemory<int>> Queries, IReadOnlyList<ReadOnlyMemory<int>> Documents);
