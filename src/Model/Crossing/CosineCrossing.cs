using System.Numerics.Tensors;
using TwinBert.Model.Encoding;

namespace TwinBert.Model.Crossing;

/// <summary>
/// The cosine of the query's floats with the document's bytes: the paper's crossing for retrieval. The document's scale cancels out,
/// so that both kinds of quantisation give the same number. A vector of zeros is like nothing: 0.
/// </summary>
/// <param name="dimensions">The length of both embeddings.</param>
public sealed class CosineCrossing(int dimensions) : ICrossingLayer
{
    /// <summary>The name in a manifest.</summary>
    public const string LayerName = "cosine";

    /// <inheritdoc/>
    public string Name => LayerName;

    /// <inheritdoc/>
    public int Dimensions => dimensions;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        CrossingArguments.Check(dimensions, query, documents, similarities);
        var values = query.Values.Span;
        var queryNorm = TensorPrimitives.Norm(values);
        for (var i = 0; i < documents.Length; i++)
        {
            similarities[i] = Cosine.Of(values, queryNorm, documents[i].Values.Span);
        }
    }
}
