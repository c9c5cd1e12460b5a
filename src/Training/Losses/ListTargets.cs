using static TorchSharp.torch;

namespace TwinBert.Training.Losses;

/// <summary>What is known of the pairs of a matrix of queries and documents.</summary>
/// <param name="Known">1 for a pair that the teacher scored, else 0.</param>
/// <param name="Scores">The teacher's logits; 0 where there is none.</param>
/// <param name="Relevant">1 for a pair that people judged relevant, else 0.</param>
internal sealed record ListTargets(Tensor Known, Tensor Scores, Tensor Relevant)
{
    /// <summary>How much each score counts, 0 to 1; 0 where there is none.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>Reads matrices.</summary>
    /// <param name="scores">Row by row; NaN where the teacher gave none.</param>
    /// <param name="grades">Row by row.</param>
    /// <param name="queries">The number of rows.</param>
    /// <param name="weights">Row by row, how much a score counts; <see langword="null"/> for all alike.</param>
    public static ListTargets Of(float[] scores, int[] grades, int queries, float[]? weights = null)
    {
        long[] shape = [queries, scores.Length / queries];
        return new(
            tensor(scores.Select(score => float.IsNaN(score) ? 0f : 1f).ToArray(), shape),
            tensor(scores.Select(score => float.IsNaN(score) ? 0f : score).ToArray(), shape),
            tensor(grades.Select(grade => grade > 0 ? 1f : 0f).ToArray(), shape))
        {
            Weights = tensor(scores.Select((score, i) => float.IsNaN(score) ? 0f : weights?[i] ?? 1f).ToArray(), shape),
        };
    }
}
