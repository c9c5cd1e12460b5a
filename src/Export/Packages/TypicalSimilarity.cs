using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Export.Packages;

/// <summary>
/// What a crossing layer usually says of a query and one of its hits: the mean over the samples' answers and near misses, half and half. A hit without a
/// vector is given it, so that it neither gains nor loses against the average hit.
/// </summary>
internal static class TypicalSimilarity
{
    public static async Task<float> MeasureAsync(ITwinEncoder model, ICrossingLayer crossing, CancellationToken cancellationToken)
    {
        var total = 0f;
        foreach (var triple in SampleTriple.All)
        {
            var query = await model.QueryEncoder.EncodeAsync(triple.Query, cancellationToken);
            var documents = await model.DocumentEncoder.EncodeAsync([triple.Answer, triple.NearMiss], cancellationToken);
            total += Sum(crossing, query, [.. documents]);
        }

        return MathF.Round(total / (2 * SampleTriple.All.Count), 3);
    }

    private static float Sum(ICrossingLayer crossing, QueryEmbedding query, DocumentEmbedding[] documents)
    {
        Span<float> similarities = stackalloc float[documents.Length];
        crossing.Cross(query, documents, similarities);
        return similarities[0] + similarities[1];
    }
}
