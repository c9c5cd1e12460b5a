using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Reranking.Tests;

/// <summary>A crossing that reads the similarity off the document: the second component in hundredths, or what a table says instead.</summary>
internal sealed class TableCrossing(Func<sbyte, float>? table = null) : ICrossingLayer
{
    public const int Length = 2;

    public string Name => "table";

    public int Dimensions => Length;

    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        for (var i = 0; i < documents.Length; i++)
        {
            var value = documents[i].Values.Span[1];
            similarities[i] = table is null ? value / 100f : table(value);
        }
    }
}
