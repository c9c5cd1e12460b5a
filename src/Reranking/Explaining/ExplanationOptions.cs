using TwinBert.Search.Embeddings;

namespace TwinBert.Reranking.Explaining;

/// <summary>How the search is reranked that is explained. Immutable.</summary>
public sealed record ExplanationOptions
{
    /// <summary>Crosses.</summary>
    public required Reranker Reranker { get; init; }

    /// <summary>β of the blend, 0 to 20.</summary>
    public required double ModelWeight { get; init; }

    /// <summary>How many of the engine's best hits are explained, 1 to 10,000.</summary>
    public required int Window { get; init; }

    /// <summary>The object that holds the embeddings.</summary>
    public required EmbeddingField Field { get; init; }

    /// <summary>The text that the search is reranked by.</summary>
    public required string QueryText { get; init; }
}
