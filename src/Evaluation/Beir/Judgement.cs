namespace TwinBert.Evaluation.Beir;

/// <summary>One line of a judgements file.</summary>
/// <param name="Query">The query's id.</param>
/// <param name="Document">The document's id.</param>
/// <param name="Grade">The grade.</param>
/// <param name="Line">Where it stands, from 1.</param>
internal sealed record Judgement(string Query, string Document, int Grade, int Line);
