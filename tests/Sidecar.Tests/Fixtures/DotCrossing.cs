using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>The cosine, written for reading.</summary>
internal sealed class DotCrossing(int dimensions) : ICrossingLayer
{
    public string Name => "cosine";

    public int Dimensions => dimensions;

    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        for (var i = 0; i < documents.Length; i++)
        {
            float dot = 0, length = 0;
            for (var k = 0; k < dimensions; k++)
            {
                dot += query.Values.Span[k] * documents[i].Values.Span[k];
                length += documents[i].Values.Span[k] * documents[i].Values.Span[k];
            }

            similarities[i] = length == 0 ? 0 : dot / MathF.Sqrt(length);
        }
    }
}
