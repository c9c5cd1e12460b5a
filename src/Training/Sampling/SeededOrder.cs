namespace TwinBert.Training.Sampling;

/// <summary>
/// An endless order of numbers: every epoch has each once, shuffled anew. What stands at a position depends on the seed and the position alone, so
/// that a run is resumed by its position. Thread-safe.
/// </summary>
internal sealed class SeededOrder
{
    private readonly int _count;
    private readonly int _seed;
    private readonly Func<Random, int[]> _draw;
    private Epoch? _last;

    private SeededOrder(int count, int seed, Func<Random, int[]> draw) => (_count, _seed, _draw) = (count, seed, draw);

    /// <summary>The number at a position, counted from 0.</summary>
    public int this[long position] => OfEpoch((int)(position / _count))[(int)(position % _count)];

    /// <summary>Shuffles the numbers from 0.</summary>
    /// <param name="count">How many there are, at least 1.</param>
    /// <param name="seed">Decides the order.</param>
    public static SeededOrder Of(int count, int seed) => new(count, seed, random => Shuffled(Enumerable.Range(0, count), random));

    /// <summary>Shuffles numbers that belong together in runs, so that some that are alike follow each other.</summary>
    /// <param name="groups">The numbers by group; at least one.</param>
    /// <param name="runLength">How many of a group follow each other, at most; at least 1.</param>
    /// <param name="seed">Decides the order.</param>
    public static SeededOrder OfRuns(IReadOnlyList<IReadOnlyList<int>> groups, int runLength, int seed) => new(
        groups.Sum(group => group.Count),
        seed,
        random => [.. Shuffled(groups.SelectMany(group => Shuffled(group, random).Chunk(runLength)), random).SelectMany(run => run)]);

    /// <summary>The numbers of one epoch in its order.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public IReadOnlyList<int> OfEpoch(int epoch)
    {
        var last = _last;
        if (last?.Number != epoch)
        {
            _last = last = new(epoch, _draw(new Random(Seeds.Of(_seed, epoch))));
        }

        return last.Numbers;
    }

    private static T[] Shuffled<T>(IEnumerable<T> items, Random random)
    {
        var shuffled = items.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private sealed record Epoch(int Number, int[] Numbers);
}
