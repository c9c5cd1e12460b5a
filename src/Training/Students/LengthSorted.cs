using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>Embeds texts in chunks of a like length: padding is computed too, and is wasted.</summary>
internal static class LengthSorted
{
    private const int ChunkSize = 32;

    /// <summary>The embeddings of texts, in their order: [texts, dimensions].</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="texts">The ids of each text; at least one text.</param>
    /// <param name="width">The ids of one token.</param>
    public static Tensor Embed(Tower tower, IReadOnlyList<ReadOnlyMemory<int>> texts, int width = 1)
    {
        var order = Order(texts);
        var places = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            places[order[i]] = i;
        }

        return cat([.. order.Chunk(ChunkSize).Select(rows => Chunk(tower, texts, rows, width))], 0).index_select(0, tensor(places));
    }

    /// <summary>The embeddings of many texts, without gradients: row by row. Needs the memory of one chunk, and of the result.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="texts">The ids of each text.</param>
    /// <param name="width">The ids of one token.</param>
    /// <param name="progress">Is told how many texts are done.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public static float[] Values(Tower tower, IReadOnlyList<ReadOnlyMemory<int>> texts, int width, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var untracked = no_grad();
        float[] values = [];
        var done = 0;
        foreach (var rows in Order(texts).Chunk(ChunkSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var chunk = Chunk(tower, texts, rows, width).contiguous();
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

    private static int[] Order(IReadOnlyList<ReadOnlyMemory<int>> texts) => [.. Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Length)];

    private static Tensor Chunk(Tower tower, IReadOnlyList<ReadOnlyMemory<int>> texts, int[] rows, int width)
    {
        using var batch = TokenBatch.Of([.. rows.Select(row => texts[row])], width);
        return tower.Forward(batch);
    }
}
