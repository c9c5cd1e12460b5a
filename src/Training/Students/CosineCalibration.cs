using TwinBert.Training.Heads;
using TwinBert.Training.Losses;
using TwinBert.Training.Sampling;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>
/// Gives a new head the two numbers that turn an encoder's cosines into logits, by a logistic regression on the first batches. Encoders differ in where their
/// cosines lie and how far they spread: with numbers of another one, training would first move every vector until they fit, and forget what it knew.
/// </summary>
internal static class CosineCalibration
{
    private const int Batches = 16;

    /// <summary>Fits a head whose numbers are of no earlier training; another stays as it is.</summary>
    /// <param name="student">The encoder.</param>
    /// <param name="head">Its head, or one that begins as that does.</param>
    /// <param name="lists">The batches.</param>
    /// <param name="losses">What is learned.</param>
    /// <param name="embed">The queries and documents of a batch: [queries, D] and [documents, D].</param>
    public static void FitNew(
        StudentModel student, CrossingHead head, TeacherLists lists, StudentLosses losses, Func<ListBatch, (Tensor Queries, Tensor Documents)> embed)
    {
        if (student.IsHeadNew && head.Prior is { } cosine)
        {
            Fit(cosine, lists, losses, embed);
        }
    }

    /// <summary>Fits.</summary>
    /// <param name="cosine">The cosine's part of a head.</param>
    /// <param name="lists">The batches.</param>
    /// <param name="losses">What is learned: from a teacher, or from judgements alone.</param>
    /// <param name="embed">The queries and documents of a batch: [queries, D] and [documents, D].</param>
    public static void Fit(CosineLogit cosine, TeacherLists lists, StudentLosses losses, Func<ListBatch, (Tensor Queries, Tensor Documents)> embed)
    {
        using var untracked = no_grad();
        var pairs = new List<(float Cosine, float Target, float Weight)>();
        for (var step = 0; step < Math.Min(Batches, lists.StepsPerEpoch); step++)
        {
            using var scope = NewDisposeScope();
            var batch = lists[step];
            var (queries, documents) = embed(batch);
            var targets = ListTargets.Of(batch.AllScores, batch.AllGrades, batch.Queries.Count, batch.AllWeights);
            var wanted = losses.Pairs > 0 || losses.Lists > 0 ? (targets.Scores / losses.Temperature).sigmoid() : targets.Relevant;
            pairs.AddRange(Values(CosineLogit.Cosine(queries, documents.unsqueeze(0))).Zip(Values(wanted), Values(targets.Weights)));
        }

        cosine.Fit([.. pairs.Where(pair => pair.Weight > 0)]);
    }

    private static float[] Values(Tensor values) => values.flatten().contiguous().data<float>().ToArray();
}
