using System.Numerics.Tensors;
using System.Text.Json;
using TwinBert.Model.Encoding;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>
/// The cosine by the vector functions of Elasticsearch. Its own <c>cosineSimilarity</c> takes bytes only, and fails a search over a vector of zeros.
/// </summary>
internal sealed class CosineByDotProducts : ScriptedCrossing
{
    /// <inheritdoc/>
    public override string Statements(string vector) =>
        $"double l = doc[{vector}].magnitude; double s = l == 0 ? 0.0 : {ByteLevels.Product("q", vector)} / l;";

    /// <inheritdoc/>
    public override void WriteParameters(QueryEmbedding query, Utf8JsonWriter writer)
    {
        var values = query.Values.Span;
        ByteLevels.Write("q", values, 1 / (double)TensorPrimitives.Norm(values), writer);
    }
}
