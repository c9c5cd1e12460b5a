using TwinBert.Backfill.Checkpoints;

namespace TwinBert.Backfill.Jobs;

/// <summary>A round of a job, and how it is cut into slices. Every worker cuts it alike.</summary>
/// <param name="Number">0 for the round over all documents.</param>
/// <param name="Shards">From where to where it goes in each shard.</param>
/// <param name="SliceLength">How many sequence numbers a slice has at most.</param>
public sealed record JobRoundPlan(int Number, IReadOnlyList<ShardPosition> Shards, long SliceLength)
{
    // Two batches: below that, asking for slices would cost more than it gives. Above, a slice that a dead worker left costs whoever takes it at most
    // an hour, and the list of slices can be read at once.
    private const int ShortestSlice = 256;
    private const int LongestSlice = 100_000;
    private const int UsualSlices = 256;
    private const int MostSlices = 5_000;

    /// <summary>A round with slices of a length that suits it.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="shards">From where to where it goes in each shard.</param>
    public static JobRoundPlan Of(int number, IReadOnlyList<ShardPosition> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var length = shards.Sum(shard => Math.Max(0, shard.Through - shard.After));
        return new(number, shards, Math.Max(Math.Clamp(length / UsualSlices, ShortestSlice, LongestSlice), length / MostSlices));
    }

    /// <summary>Its slices, in the order in which they are taken: those of all shards in turn.</summary>
    public IReadOnlyList<SliceProgress> Slices() =>
        [.. Shards.SelectMany(Cut).OrderBy(entry => entry.Number).ThenBy(entry => entry.Slice.Shard).Select(entry => entry.Slice)];

    /// <summary>What a slice's document is called.</summary>
    /// <param name="job">The job's letters and digits.</param>
    /// <param name="slice">The slice's place among the slices.</param>
    public string NameOf(string job, int slice) => FormattableString.Invariant($"{job}-{Number}-{slice}");

    /// <summary>What the documents of all its slices are called, in their order.</summary>
    /// <param name="job">The job's letters and digits.</param>
    public IEnumerable<string> Names(string job) => Slices().Select((_, number) => NameOf(job, number));

    private IEnumerable<(int Number, SliceProgress Slice)> Cut(ShardPosition shard)
    {
        var number = 0;
        for (var after = shard.After; after < shard.Through; after += SliceLength)
        {
            yield return (number++, new(shard.Shard, after, Math.Min(after + SliceLength, shard.Through)));
        }
    }
}
