using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Sampling;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>Trains a head alone, on what a finished encoder makes of all texts: a minute or two, because nothing is encoded while it learns.</summary>
/// <param name="head">The head.</param>
/// <param name="embeddings">The embeddings of all queries and documents that are drawn.</param>
/// <param name="lists">The batches.</param>
/// <param name="losses">What is learned.</param>
/// <param name="dev">The dev metric of the head; null for none.</param>
internal sealed class HeadTask(
    CrossingHead head,
    StudentScorer embeddings,
    TeacherLists lists,
    StudentLosses losses,
    Func<CrossingHead, double>? dev) : ITrainingTask
{
    private readonly BatchLoss _loss = new(head, losses);

    /// <summary>Settings that suit it: slow, and over when five evaluations brought nothing.</summary>
    /// <param name="steps">The most updates.</param>
    public static TrainingSettings Settings(int steps) => new() { Steps = steps, LearningRate = 5e-4, EvaluateEvery = 200, Patience = 5 };

    /// <inheritdoc/>
    public IEnumerable<Tensor> Losses(int step)
    {
        var batch = lists[step];
        var (queries, documents) = Embed(batch);
        yield return _loss.Of(batch, queries, documents);
    }

    /// <summary>The queries of a batch, and its documents: [queries, D] and [documents, D].</summary>
    /// <param name="batch">The batch.</param>
    public (Tensor Queries, Tensor Documents) Embed(ListBatch batch) => (embeddings.Queries.Rows(batch.Queries), embeddings.Documents.Rows(batch.Documents));

    /// <inheritdoc/>
    public double? Evaluate() => dev?.Invoke(head);
}
