using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Scoring;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Runs;

/// <summary>What to evaluate, on what.</summary>
/// <param name="Dataset">The judged data.</param>
/// <param name="Cluster">The engine that ranks by BM25.</param>
/// <param name="Model">The model.</param>
/// <param name="IndexName">An index that does not exist yet; it is made, filled, and deleted at the end.</param>
public sealed record EvaluationRequest(BeirDataset Dataset, IClusterCalls Cluster, EvaluationModel Model, string IndexName)
{
    /// <summary>Paths of the fields that make a document's text for the model.</summary>
    /// <value><c>title</c>, <c>text</c></value>
    public IReadOnlyList<string> TextFields { get; init; } = ["title", "text"];

    /// <summary>β of the blend <c>score · exp(β · (s + 1))</c>, 0 or more.</summary>
    /// <value>1</value>
    public double ModelWeight { get; init; } = 1;

    /// <summary>Evaluates the first so many queries only; <see langword="null"/> for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether the index stays when the evaluation is over.</summary>
    public bool KeepIndex { get; init; }
}
