using static TorchSharp.torch;

namespace TwinBert.Training.Distillation;

/// <summary>Puts units of texts to the nearest of some centres, which are texts drawn at random: coarse, and enough to find texts that are alike.</summary>
internal static class EmbeddingClusters
{
    private const int UnitsPerCentre = 64;
    private const int Block = 4096;

    /// <summary>The units by cluster, in the order of the centres.</summary>
    /// <param name="units">Texts that belong together; the last of a unit stands for it.</param>
    /// <param name="targets">The texts' embeddings.</param>
    /// <param name="seed">Decides the centres.</param>
    public static int[][][] Of(IReadOnlyList<int[]> units, EmbeddingTargets targets, int seed)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var random = new Random(seed);
        var centres = targets
            .Rows([.. Enumerable.Range(0, Math.Max(1, units.Count / UnitsPerCentre)).Select(_ => units[random.Next(units.Count)][^1])])
            .t()
            .contiguous();
        var clusters = Enumerable.Range(0, (int)centres.shape[1]).Select(_ => new List<int[]>()).ToArray();
        foreach (var block in units.Chunk(Block))
        {
            using var inner = NewDisposeScope();
            var nearest = matmul(targets.Rows([.. block.Select(unit => unit[^1])]), centres).argmax(1).data<long>().ToArray();
            for (var i = 0; i < block.Length; i++)
            {
                clusters[nearest[i]].Add(block[i]);
            }
        }

        return [.. clusters.Select(cluster => cluster.ToArray())];
    }
}
