using static TorchSharp.torch;

namespace TwinBert.Training.Distillation;

/// <summary>
/// Finds the texts that the teachers together put nearest to others, by comparing all: block by block, so that memory does not grow with the texts.
/// </summary>
internal static class NearestTexts
{
    private const int QueryBlock = 512;
    private const int TextBlock = 8192;

    /// <summary>For each query the nearest texts, the nearest first.</summary>
    /// <param name="queries">The numbers of the queries.</param>
    /// <param name="texts">The numbers of the texts to search.</param>
    /// <param name="teachers">The embeddings of both, and the teachers' shares.</param>
    /// <param name="count">How many; at most as many as there are texts.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public static int[][] Of(
        IReadOnlyList<int> queries,
        int[] texts,
        IReadOnlyList<(EmbeddingTargets Targets, double Share)> teachers,
        int count,
        CancellationToken cancellationToken)
    {
        using var untracked = no_grad();
        return [.. queries.Chunk(QueryBlock).SelectMany(block => OfBlock(block, texts, teachers, count, cancellationToken))];
    }

    private static int[][] OfBlock(
        int[] queries,
        int[] texts,
        IReadOnlyList<(EmbeddingTargets Targets, double Share)> teachers,
        int count,
        CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var asked = teachers.Select(teacher => teacher.Targets.Rows(queries) * teacher.Share).ToArray();
        var (best, places) = (empty(queries.Length, 0), empty(queries.Length, 0, ScalarType.Int64));
        for (var start = 0; start < texts.Length; start += TextBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var rows = texts[start..Math.Min(texts.Length, start + TextBlock)];
            var similarities = zeros(queries.Length, rows.Length);
            for (var i = 0; i < teachers.Count; i++)
            {
                similarities += matmul(asked[i], teachers[i].Targets.Rows(rows).t());
            }

            var found = cat([best, similarities], 1);
            var foundPlaces = cat([places, arange(start, start + rows.Length, ScalarType.Int64).expand(queries.Length, -1)], 1);
            var (values, indexes) = found.topk((int)Math.Min(count, found.shape[1]), 1);
            (best, places) = (values.MoveToOuterDisposeScope(), foundPlaces.gather(1, indexes).MoveToOuterDisposeScope());
        }

        return [.. places.contiguous().data<long>().ToArray().Chunk(count).Select(nearest => nearest.Select(place => texts[place]).ToArray())];
    }
}
