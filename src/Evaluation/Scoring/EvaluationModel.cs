using TwinBert.Model.Encoding;

namespace TwinBert.Evaluation.Scoring;

/// <summary>A model under evaluation.</summary>
/// <param name="Name">What progress calls it.</param>
/// <param name="QueryEncoder">The query tower.</param>
/// <param name="DocumentEncoder">The document tower; its embeddings are quantised, as they are stored.</param>
/// <param name="Heads">The heads to evaluate, one or more; they share the embeddings.</param>
public sealed record EvaluationModel(string Name, IQueryEncoder QueryEncoder, IDocumentEncoder DocumentEncoder, IReadOnlyList<EvaluationHead> Heads)
{
    /// <summary>Paths of the fields that make a document's text.</summary>
    /// <value><c>title</c>, <c>text</c></value>
    public IReadOnlyList<string> TextFields { get; init; } = ["title", "text"];
}
