namespace TwinBert.Training.Lexical;

/// <summary>What to search for.</summary>
/// <param name="Text">The query's text.</param>
/// <param name="Wanted">Numbers of documents whose scores are wanted however low they are.</param>
internal sealed record Bm25Query(string Text, IReadOnlyCollection<int> Wanted);
