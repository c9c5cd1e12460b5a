using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Evaluation.Scoring;

/// <summary>The model under evaluation.</summary>
/// <param name="QueryEncoder">The query tower.</param>
/// <param name="DocumentEncoder">The document tower; its embeddings are quantised, as they are stored.</param>
/// <param name="Crossing">The head.</param>
/// <param name="TypicalSimilarity">What a document without text counts as, −1 to 1.</param>
public sealed record EvaluationModel(IQueryEncoder QueryEncoder, IDocumentEncoder DocumentEncoder, ICrossingLayer Crossing, float TypicalSimilarity);
