using TorchSharp;
using TwinBert.Training.Corpus;
using TwinBert.Training.Loop;
using TwinBert.Training.Losses;
using TwinBert.Training.Modules;
using TwinBert.Training.Sampling;
using static TorchSharp.torch;

namespace TwinBert.Training.Teachers;

/// <summary>Trains a cross-encoder on human judgements: <see cref="ListLosses.Labels"/> over the sampled documents of each query.</summary>
/// <param name="teacher">What to train.</param>
/// <param name="set">The judged data.</param>
/// <param name="sampler">The queries and documents of a step.</param>
/// <param name="dev">What the dev metric is measured on; null for none.</param>
/// <param name="options">Lengths and rates.</param>
internal sealed class TeacherTask(
    CrossEncoder teacher,
    TrainingSet set,
    CandidateSampler sampler,
    TeacherEvaluation? dev,
    TeacherOptions options) : ITrainingTask
{
    /// <inheritdoc/>
    public IEnumerable<Tensor> Losses(int step)
    {
        teacher.Mode.Dropout = options.Dropout;
        var queries = sampler[step];
        foreach (var part in queries.Chunk(Math.Max(1, queries.Count / options.Parts)))
        {
            yield return Loss(part) * ((double)part.Length / queries.Count);
        }
    }

    /// <inheritdoc/>
    public double? Evaluate()
    {
        teacher.Mode.Dropout = 0;
        return dev?.Measure(teacher);
    }

    private Tensor Loss(SampledQuery[] queries)
    {
        var documents = queries[0].Documents.Count;
        var pairs = queries
            .SelectMany(query => query.Documents.Select(document => PairTokens.Of(set.Queries[query.Query], set.Corpus, document.Document, options.Tokens)))
            .ToArray();
        var labels = tensor([.. queries.SelectMany(query => query.Documents.Select(document => document.Grade > 0 ? 1f : 0f))], [queries.Length, documents]);
        var logits = teacher.Forward(pairs).view(queries.Length, documents);
        return ListLosses.Labels(logits, new(ones_like(labels), zeros_like(labels), labels) { Weights = ones_like(labels) });
    }
}
