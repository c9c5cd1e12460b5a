using TwinBert.Model.Encoding;

namespace TwinBert.Model.Crossing;

/// <summary>The head that scores a query against documents. Implementations are thread-safe and hold no per-query state.</summary>
public interface ICrossingLayer
{
    /// <summary>The name in the model's manifest: <c>cosine</c>, <c>residual</c>, <c>querynet</c>.</summary>
    string Name { get; }

    /// <summary>The length of the embeddings that it takes.</summary>
    int Dimensions { get; }

    /// <summary>
    /// Scores each document in [−1, 1]: the cosine, or 2σ(z) − 1 of a logit z.
    /// </summary>
    /// <param name="query">The query; its length must be <see cref="Dimensions"/>.</param>
    /// <param name="documents">The documents; each has <see cref="Dimensions"/> components.</param>
    /// <param name="similarities">Receives one finite number per document, in the same order.</param>
    void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities);
}
