using System.Text.Json.Serialization;

namespace TwinBert.Training.Reports;

/// <summary>What a ranking scored over one pool of candidates.</summary>
internal sealed record EvaluationPool
{
    /// <summary>The mean nDCG@10.</summary>
    [JsonPropertyName("ndcg@10")]
    public required double Ndcg { get; init; }

    /// <summary>The mean MRR@10.</summary>
    [JsonPropertyName("mrr@10")]
    public required double ReciprocalRank { get; init; }

    /// <summary>The comparison with BM25; <see langword="null"/> for BM25 itself.</summary>
    public EvaluationComparison? AgainstBm25 { get; init; }

    /// <summary>The comparison with the first model's row of the same kind; <see langword="null"/> for that row itself.</summary>
    public EvaluationComparison? AgainstFirst { get; init; }
}
