using TwinBert.Training.Sampling;

namespace TwinBert.Training.Distillation;

/// <summary>
/// Batches of texts of which some are alike: similarities of texts drawn at random are near zero and teach little. A batch takes a few runs of units
/// of the same cluster. Deterministic; a step's batch depends on its number alone. Not thread-safe.
/// </summary>
/// <param name="clusters">Units by cluster; a unit is the texts that a batch takes together.</param>
/// <param name="batchSize">The least texts of a batch.</param>
/// <param name="runSize">The least texts of a run, where the cluster has as many.</param>
/// <param name="seed">Decides all that is drawn.</param>
internal sealed class NeighbourBatches(IReadOnlyList<int[][]> clusters, int batchSize, int runSize, int seed)
{
    private const int SeedStride = 1_000_003;
    private readonly List<int> _sizes = [];
    private (int Epoch, List<int[]> Batches) _current = (-1, []);

    /// <summary>The texts of a step's batch.</summary>
    public int[] this[int step]
    {
        get
        {
            for (var epoch = 0; ; epoch++)
            {
                var size = epoch < _sizes.Count ? _sizes[epoch] : Epoch(epoch).Count;
                if (step < size)
                {
                    return Epoch(epoch)[step];
                }

                step -= size;
            }
        }
    }

    private List<int[]> Epoch(int epoch)
    {
        if (_current.Epoch != epoch)
        {
            _current = (epoch, Draw(new Random(unchecked((seed * SeedStride) + epoch))));
            if (epoch == _sizes.Count)
            {
                _sizes.Add(_current.Batches.Count);
            }
        }

        return _current.Batches;
    }

    private List<int[]> Draw(Random random)
    {
        var runs = new List<int[]>();
        foreach (var cluster in clusters)
        {
            var units = cluster.ToArray();
            random.Shuffle(units);
            runs.AddRange(Runs(units, runSize));
        }

        var order = runs.ToArray();
        random.Shuffle(order);
        return [.. Runs(order, batchSize)];
    }

    /// <summary>Joins neighbours until they have enough texts.</summary>
    private static IEnumerable<int[]> Runs(int[][] units, int least)
    {
        var run = new List<int>();
        foreach (var unit in units)
        {
            run.AddRange(unit);
            if (run.Count >= least)
            {
                yield return [.. run];
                run.Clear();
            }
        }

        if (run.Count > 0)
        {
            yield return [.. run];
        }
    }
}
