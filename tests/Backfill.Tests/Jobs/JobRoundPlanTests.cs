using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Jobs;
using Xunit;

namespace TwinBert.Backfill.Tests.Jobs;

public sealed class JobRoundPlanTests
{
    [Theory]
    [InlineData(0, 256)]
    [InlineData(100, 256)]
    [InlineData(200_000, 781)]
    [InlineData(100_000_000, 100_000)]
    [InlineData(5_000_000_000, 1_000_000)]
    public void Of_LengthOfTheRound_DecidesThatOfTheSlices(long length, long expected)
    {
        var round = JobRoundPlan.Of(0, [new(0, -1, (length / 2) - 1), new(1, -1, (length / 2) - 1)]);

        Assert.Equal(expected, round.SliceLength);
    }

    [Fact]
    public void Slices_TwoShards_CoverEachNumberOnceInTurn()
    {
        ShardPosition[] shards = [new(0, 10, 25), new(1, 7, 7), new(2, -1, 11)];

        var slices = new JobRoundPlan(3, shards, SliceLength: 10).Slices();

        Assert.Equal(
            [(0, 10, 20), (2, -1, 9), (0, 20, 25), (2, 9, 11)],
            slices.Select(slice => (slice.Shard, (int)slice.After, (int)slice.Through)));
    }
}
