namespace TwinBert.Training.Lexical;

/// <summary>A document that BM25 ranked.</summary>
/// <param name="Document">The document's number: its place in the corpus, from 0.</param>
/// <param name="Score">Its score, above 0.</param>
internal readonly record struct Bm25Hit(int Document, float Score);
