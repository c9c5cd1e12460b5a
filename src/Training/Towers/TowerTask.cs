using TorchSharp;
using TwinBert.Training.Distillation;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Sampling;
using static TorchSharp.torch;

namespace TwinBert.Training.Towers;

/// <summary>
/// Teaches one tower a space. Three terms: each text's embedding is the space's (1 − cosine); its similarities to all texts of the batch, which the space
/// knows whether the tower reads them or not, are the space's (squared error); and it ranks them so (Kullback-Leibler divergence of softmaxes), in both
/// directions. A document's components are rounded to bytes, as they will be stored.
/// </summary>
/// <param name="tower">The tower.</param>
/// <param name="examples">What it reads, and where that is in the space.</param>
/// <param name="batches">The batches: numbers of examples.</param>
/// <param name="rounds">Whether components are rounded.</param>
/// <param name="devBatches">Batches that are not trained on; the dev metric is minus the loss on them.</param>
internal sealed class TowerTask(
    Tower tower,
    TowerExamples examples,
    NeighbourBatches batches,
    bool rounds,
    IReadOnlyList<int[]> devBatches) : ITrainingTask
{
    private const double Temperature = 0.05;
    private const double SimilarityWeight = 10;
    private const double RankingWeight = 0.5;
    private const double DocumentWeight = 2;
    private const float Excluded = -1e4f;
    private const int Chunks = 4;

    /// <inheritdoc/>
    public IEnumerable<Tensor> Losses(int step)
    {
        yield return Loss(batches[step], step);
    }

    /// <inheritdoc/>
    public double? Evaluate() => devBatches.Count == 0 ? null : -devBatches.Average(batch =>
    {
        using var scope = NewDisposeScope();
        return Loss(batch, batch[0]).ToDouble();
    });

    private Tensor Loss(int[] batch, int draw)
    {
        var read = LengthSorted.Order(examples.Ids, batch.Where(examples.IsRead));
        var embeddings = LengthSorted.Compute(examples.Ids, read.Chunk(Math.Max(1, (read.Length + Chunks - 1) / Chunks)), tower.Forward);
        embeddings = nn.functional.normalize(rounds ? SignedBytes.Round(embeddings) : embeddings, dim: 1);

        var target = examples.Targets.Rows([.. read.Select(examples.TargetOf)]);
        var known = batch.Select(examples.TargetOf).Distinct().ToArray();
        var all = examples.Targets.Rows(known);
        var (similarities, wanted) = (matmul(embeddings, all.t()), matmul(target, all.t()));
        var others = Others(read, known);
        var squared = ((similarities - wanted) * others).square().mean();
        var self = (1 - others) * Excluded;
        var ranking = Divergence(similarities, wanted, self, 1) + Divergence(similarities, wanted, self, 0);
        var loss = 1 - (embeddings * target).sum(1).mean() + (SimilarityWeight * squared) + (RankingWeight / 2 * ranking);
        return examples.Documents is { } documents
            ? loss + OfDocuments(embeddings, target, examples.Targets.Rows(documents.Draw(read.Select(examples.TargetOf), draw)))
            : loss;
    }

    /// <summary>The same terms for the documents that are stored, which are what a query has to rank.</summary>
    private static Tensor OfDocuments(Tensor embeddings, Tensor target, Tensor documents)
    {
        var (similarities, wanted) = (matmul(embeddings, documents.t()), matmul(target, documents.t()));
        return (SimilarityWeight * (similarities - wanted).square().mean()) + (DocumentWeight * Divergence(similarities, wanted, zeros(1), 1));
    }

    private static Tensor Divergence(Tensor similarities, Tensor wanted, Tensor self, int axis)
    {
        var likelihoods = nn.functional.log_softmax((similarities / Temperature) + self, axis);
        var wantedLikelihoods = nn.functional.log_softmax((wanted / Temperature) + self, axis);
        return (wantedLikelihoods.exp() * (wantedLikelihoods - likelihoods)).sum() / similarities.shape[1 - axis];
    }

    /// <summary>1 where a column is another text than the row, 0 where it is the same.</summary>
    private Tensor Others(int[] read, int[] known)
    {
        var places = known.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var values = new float[read.Length * known.Length];
        Array.Fill(values, 1);
        for (var i = 0; i < read.Length; i++)
        {
            values[(i * known.Length) + places[examples.TargetOf(read[i])]] = 0;
        }

        return tensor(values, [read.Length, known.Length]);
    }
}
