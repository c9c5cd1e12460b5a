using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>A crossing that gives no number where the query is spoilt, as no real one does.</summary>
internal sealed class ObedientCrossing(ICrossingLayer inner) : ICrossingLayer
{
    public string Name => inner.Name;

    public int Dimensions => inner.Dimensions;

    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        inner.Cross(query, documents, similarities);
        if (float.IsNaN(query.Values.Span[0]))
        {
            similarities.Fill(float.NaN);
        }
    }
}
