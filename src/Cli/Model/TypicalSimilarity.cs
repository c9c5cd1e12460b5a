using TwinBert.Inference;
using TwinBert.Model.Encoding;

namespace TwinBert.Cli.Model;

/// <summary>
/// What a model usually says of a query and one of its hits: the mean over the samples' answers and near misses, half and half. A hit without a
/// vector is given it, so that it neither gains nor loses against the average hit.
/// </summary>
internal static class TypicalSimilarity
{
    public static async Task<float> MeasureAsync(OnnxModel model, CancellationToken cancellationToken)
    {
        var total = 0f;
        foreach (var triple in SampleTriple.All)
        {
            var query = await model.QueryEncoder.EncodeAsync(triple.Query, cancellationToken);
            var documents = await model.DocumentEncoder.EncodeAsync([triple.Answer, triple.NearMiss], cancellationToken);
            total += Sum(model, query, [.. documents]);
        }

        return MathF.Round(total / (2 * SampleTriple.All.Count), 3);
    }

    private static float Sum(OnnxModel model, QueryEmbedding query, DocumentEmbedding[] documents)
    {
        Span<float> similarities = stackalloc float[documents.Length];
        model.Package.Crossing.Cross(query, documents, similarities);
        return similarities[0] + similarities[1];
    }
}
