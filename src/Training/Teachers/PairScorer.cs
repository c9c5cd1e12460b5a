using TorchSharp;
using static TorchSharp.torch;

namespace TwinBert.Training.Teachers;

/// <summary>Scores many pairs with a teacher, those of a like length together. Not thread-safe.</summary>
internal static class PairScorer
{
    private const int BatchSize = 32;

    /// <summary>The logits of pairs, in their order.</summary>
    /// <param name="teacher">The teacher; it must not drop anything.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static float[] Score(CrossEncoder teacher, IReadOnlyList<PairTokens> pairs, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var untracked = no_grad();
        var scores = new float[pairs.Count];
        var done = 0;
        foreach (var rows in Enumerable.Range(0, pairs.Count).OrderBy(i => pairs[i].Ids.Length).Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var logits = teacher.Forward([.. rows.Select(row => pairs[row])]).contiguous().data<float>();
            for (var i = 0; i < rows.Length; i++)
            {
                scores[rows[i]] = logits[i];
            }

            progress?.Report(done += rows.Length);
        }

        return scores;
    }
}
