using TorchSharp;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Distillation;

/// <summary>
/// Teaches a tower to embed as its teachers do. Three terms: the pooled vector turns into each teacher's embedding by a linear map that is thrown away
/// later (1 − cosine); the similarities of a batch's embeddings equal the mean of the teachers' (squared error); and each text ranks the others as
/// the teachers do (Kullback-Leibler divergence of softmaxes). The embeddings that are compared are those of the downscale, rounded to bytes on one side.
/// </summary>
internal sealed class EmbeddingDistillationTask : ITrainingTask
{
    /// <summary>What the names of the maps begin with, which are part of no package.</summary>
    public const string MapPrefix = "maps.";

    private const double Temperature = 0.05;
    private const double SimilarityWeight = 10;
    private const double RankingWeight = 0.5;
    private const float Excluded = -1e4f;
    private const int Chunks = 6;
    private readonly Tower _tower;
    private readonly IReadOnlyList<ReadOnlyMemory<int>> _ids;
    private readonly IReadOnlyList<(EmbeddingTargets Targets, double Share)> _teachers;
    private readonly IReadOnlyList<DenseLayer> _maps;
    private readonly NeighbourBatches _batches;
    private readonly int[][] _devBatches;

    /// <summary>Sets the task up.</summary>
    /// <param name="tower">The student.</param>
    /// <param name="ids">The texts' token ids.</param>
    /// <param name="teachers">The teachers' embeddings of all texts, and their shares, which add up to 1.</param>
    /// <param name="maps">For each teacher, the map from pooled vectors to its embeddings.</param>
    /// <param name="batches">The batches.</param>
    /// <param name="devBatches">Batches of texts that are not trained on; the dev metric is minus the loss on them.</param>
    public EmbeddingDistillationTask(
        Tower tower,
        IReadOnlyList<ReadOnlyMemory<int>> ids,
        IReadOnlyList<(EmbeddingTargets Targets, double Share)> teachers,
        IReadOnlyList<DenseLayer> maps,
        NeighbourBatches batches,
        int[][] devBatches) =>
        (_tower, _ids, _teachers, _maps, _batches, _devBatches) = (tower, ids, teachers, maps, batches, devBatches);

    /// <inheritdoc/>
    public IEnumerable<Tensor> Losses(int step)
    {
        yield return Loss(_batches[step]);
    }

    /// <inheritdoc/>
    public double? Evaluate() => _devBatches.Length == 0 ? null : -_devBatches.Average(batch =>
    {
        using var scope = NewDisposeScope();
        return Loss(batch).ToDouble();
    });

    private Tensor Loss(int[] batch)
    {
        var rows = LengthSorted.Order(_ids, batch);
        var pooled = LengthSorted.Compute(_ids, rows.Chunk((rows.Length + Chunks - 1) / Chunks), _tower.Pool);
        var embeddings = _tower.Embed(pooled);
        var stored = nn.functional.normalize(SignedBytes.Round(embeddings), dim: 1);
        var similarities = matmul(nn.functional.normalize(embeddings, dim: 1), stored.t());

        var loss = zeros(1);
        var wanted = zeros(rows.Length, rows.Length);
        for (var i = 0; i < _teachers.Count; i++)
        {
            var target = _teachers[i].Targets.Rows(rows);
            var mapped = nn.functional.normalize(_maps[i].Forward(pooled).to(ScalarType.Float32), dim: 1);
            loss += _teachers[i].Share * (1 - (mapped * target).sum(1).mean());
            wanted += _teachers[i].Share * matmul(target, target.t());
        }

        var self = eye(rows.Length) * Excluded;
        var squared = ((similarities - wanted) * (1 - eye(rows.Length))).square().mean();
        var likelihoods = nn.functional.log_softmax((similarities / Temperature) + self, 1);
        var wantedLikelihoods = nn.functional.log_softmax((wanted / Temperature) + self, 1);
        var ranking = (wantedLikelihoods.exp() * (wantedLikelihoods - likelihoods)).sum() / rows.Length;
        return loss + (SimilarityWeight * squared) + (RankingWeight * ranking);
    }
}
