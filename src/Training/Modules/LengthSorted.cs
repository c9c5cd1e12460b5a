using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>Computes texts in chunks of a like length: padding is computed too, and is wasted.</summary>
internal static class LengthSorted
{
    private const int ChunkSize = 32;

    /// <summary>Some texts, the shortest first.</summary>
    /// <param name="texts">The ids of each text.</param>
    /// <param name="rows">Which texts.</param>
    public static int[] Order(IReadOnlyList<ReadOnlyMemory<int>> texts, IEnumerable<int> rows) => [.. rows.OrderBy(row => texts[row].Length)];

    /// <summary>What is computed of chunks of texts, one after the other: [texts, …].</summary>
    /// <param name="texts">The ids of each text.</param>
    /// <param name="chunks">Which texts, chunk by chunk.</param>
    /// <param name="compute">Computes a chunk.</param>
    /// <param name="width">The ids of one token.</param>
    public static Tensor Compute(IReadOnlyList<ReadOnlyMemory<int>> texts, IEnumerable<int[]> chunks, Func<TokenBatch, Tensor> compute, int width = 1) =>
        cat([.. chunks.Select(rows => Chunk(texts, rows, compute, width))], 0);

    /// <summary>The embeddings of texts, in their order: [texts, dimensions].</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="texts">The ids of each text; at least one text.</param>
    /// <param name="width">The ids of one token.</param>
    public static Tensor Embed(Tower tower, IReadOnlyList<ReadOnlyMemory<int>> texts, int width = 1)
    {
        var order = Order(texts, Enumerable.Range(0, texts.Count));
        var places = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            places[order[i]] = i;
        }

        return Compute(texts, order.Chunk(ChunkSize), tower.Forward, width).index_select(0, tensor(places));
    }

    /// <summary>The embeddings of many texts, without gradients: row by row. Needs the memory of one chunk, and of the result.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="texts">The ids of each text.</param>
    /// <param name="width">The ids of one token.</param>
    /// <param name="progress">Is told how many texts are done.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public static float[] Values(
        Tower tower,
        IReadOnlyList<ReadOnlyMemory<int>> texts,
        int width,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        using var untracked = no_grad();
        float[] values = [];
        var done = 0;
        foreach (var rows in Order(texts, Enumerable.Range(0, texts.Count)).Chunk(ChunkSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var chunk = Chunk(texts, rows, tower.Forward, width).contiguous();
            var dimensions = (int)chunk.shape[1];
            values = values.Length == 0 ? new float[texts.Count * dimensions] : values;
            var source = chunk.data<float>().ToArray();
            for (var i = 0; i < rows.Length; i++)
            {
                source.AsSpan(i * dimensions, dimensions).CopyTo(values.AsSpan(rows[i] * dimensions));
            }

            progress?.Report(done += rows.Length);
        }

        return values;
    }

    /// <summary>The same as a tensor: [texts, dimensions].</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="texts">The ids of each text.</param>
    /// <param name="width">The ids of one token.</param>
    /// <param name="progress">Is told how many texts are done.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public static Tensor All(
        Tower tower,
        IReadOnlyList<ReadOnlyMemory<int>> texts,
        int width,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        var values = Values(tower, texts, width, progress, cancellationToken);
        return tensor(values, [texts.Count, values.Length / Math.Max(1, texts.Count)]);
    }

    private static Tensor Chunk(IReadOnlyList<ReadOnlyMemory<int>> texts, int[] rows, Func<TokenBatch, Tensor> compute, int width)
    {
        using var batch = TokenBatch.Of([.. rows.Select(row => texts[row])], width);
        return compute(batch);
    }
}
