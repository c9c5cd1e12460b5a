namespace TwinBert.Evaluation.Lexical;

/// <summary>A document that BM25 ranked.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Score">The engine's score; 0 for a judged document that the query does not match.</param>
public readonly record struct LexicalHit(string Id, float Score);
