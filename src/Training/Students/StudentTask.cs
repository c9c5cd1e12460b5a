using TwinBert.Training.Corpus;
using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Sampling;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>
/// Trains an encoder and one head together on lists of documents: against a teacher's scores, human judgements, or both. The documents of a batch are
/// encoded once, and are rounded to bytes as they will be stored.
/// </summary>
/// <param name="twin">The encoder.</param>
/// <param name="head">The head; its parameters are in the encoder's set.</param>
/// <param name="sources">The documents.</param>
/// <param name="set">The data.</param>
/// <param name="lists">The batches.</param>
/// <param name="options">What is learned.</param>
/// <param name="dev">What the dev metric is measured on; null for none.</param>
internal sealed class StudentTask(
    TwinEncoder twin,
    CrossingHead head,
    IStudentDocuments sources,
    TrainingSet set,
    TeacherLists lists,
    StudentOptions options,
    StudentEvaluation? dev) : ITrainingTask
{
    private readonly BatchLoss _loss = new(head, options.Losses);
    private readonly int _width = twin.Shape.Tower.Trunk.TokenWidth;

    /// <inheritdoc/>
    public IEnumerable<Tensor> Losses(int step)
    {
        twin.Mode.Dropout = options.Dropout;
        var batch = lists[step];
        var (queries, documents) = Embed(batch);
        yield return _loss.Of(batch, queries, documents);
    }

    /// <summary>The queries of a batch, and its documents rounded to bytes: [queries, D] and [documents, D].</summary>
    /// <param name="batch">The batch.</param>
    public (Tensor Queries, Tensor Documents) Embed(ListBatch batch) => (
        LengthSorted.Embed(twin.Query, [.. batch.Queries.Select(query => set.Queries[query].Tokens)], _width), sources.Embed(batch.Documents));

    /// <inheritdoc/>
    public double? Evaluate()
    {
        twin.Mode.Dropout = 0;
        return dev?.Measure(twin, sources, head);
    }
}
