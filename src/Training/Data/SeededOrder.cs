namespace TwinBert.Training.Data;

/// <summary>
/// An endless order of numbers: every epoch has each once, shuffled anew. What stands at a position depends on the seed and the position alone, so
/// that a run is resumed by its position. Thread-safe.
/// </summary>
/// <param name="count">How many numbers there are, from 0; at least 1.</param>
/// <param name="seed">Decides the order.</param>
internal sealed class SeededOrder(int count, int seed)
{
    private Epoch? _last;

    /// <summary>The number at a position, counted from 0.</summary>
    public int this[long position] => OfEpoch((int)(position / count))[(int)(position % count)];

    /// <summary>The numbers of one epoch in its order.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public IReadOnlyList<int> OfEpoch(int epoch)
    {
        var last = _last;
        if (last?.Number != epoch)
        {
            var numbers = Enumerable.Range(0, count).ToArray();
            new Random(Seeds.Of(seed, epoch)).Shuffle(numbers);
            _last = last = new(epoch, numbers);
        }

        return last.Numbers;
    }

    private sealed record Epoch(int Number, int[] Numbers);
}
