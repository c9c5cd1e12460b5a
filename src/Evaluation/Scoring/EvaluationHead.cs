using TwinBert.Model.Crossing;

namespace TwinBert.Evaluation.Scoring;

/// <summary>A head of a model under evaluation.</summary>
/// <param name="Name">What its ranker is called: the model's name, and the head's where one model has several.</param>
/// <param name="Crossing">The head.</param>
/// <param name="TypicalSimilarity">What a document without text counts as, −1 to 1.</param>
public sealed record EvaluationHead(string Name, ICrossingLayer Crossing, float TypicalSimilarity)
{
    /// <summary>β of its blend with BM25, where the evaluation names none, 0 to 20.</summary>
    /// <value>1</value>
    public double ModelWeight { get; init; } = 1;
}
