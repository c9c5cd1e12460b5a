namespace TwinBert.Training.Lexical;

/// <summary>What one query found, best first; documents of the same score in the corpus' order.</summary>
/// <param name="Top">The best documents of the corpus.</param>
/// <param name="Wanted">Those of the documents that were asked for that the query matches, with the scores that they have in the whole corpus.</param>
internal sealed record Bm25Hits(IReadOnlyList<Bm25Hit> Top, IReadOnlyList<Bm25Hit> Wanted);
