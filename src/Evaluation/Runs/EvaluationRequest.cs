using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Scoring;

namespace TwinBert.Evaluation.Runs;

/// <summary>What to evaluate, on what.</summary>
/// <param name="Candidates">The judged data and the candidates of its queries.</param>
/// <param name="Model">The model.</param>
public sealed record EvaluationRequest(CandidateSet Candidates, EvaluationModel Model)
{
    /// <summary>Paths of the fields that make a document's text for the model.</summary>
    /// <value><c>title</c>, <c>text</c></value>
    public IReadOnlyList<string> TextFields { get; init; } = ["title", "text"];

    /// <summary>β of the blend <c>score · exp(β · (s + 1))</c>, 0 or more.</summary>
    /// <value>1</value>
    public double ModelWeight { get; init; } = 1;
}
