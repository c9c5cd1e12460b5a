using TwinBert.Training.Sampling;
using Xunit;

namespace TwinBert.Training.Tests.Sampling;

public sealed class SeededOrderTests
{
    [Fact]
    public void Item_WholeEpochs_EachNumberOnceInEveryEpochAndShuffledAnew()
    {
        var order = SeededOrder.Of(100, 7);
        var first = Enumerable.Range(0, 100).Select(i => order[i]).ToArray();
        var second = Enumerable.Range(100, 100).Select(i => order[i]).ToArray();
        Assert.Equal(Enumerable.Range(0, 100), first.Order());
        Assert.Equal(Enumerable.Range(0, 100), second.Order());
        Assert.NotEqual(first, second);
        Assert.NotEqual(Enumerable.Range(0, 100), first);
    }

    [Fact]
    public void Item_SomePositionFirst_TheSameAsInOrder()
    {
        var inOrder = SeededOrder.Of(10, 3);
        var all = Enumerable.Range(0, 50).Select(i => inOrder[i]).ToArray();
        Assert.Equal(all[37], SeededOrder.Of(10, 3)[37]);
        Assert.Equal(all.Reverse(), Enumerable.Range(0, 50).Reverse().Select(i => inOrder[i]));
    }

    [Fact]
    public void Item_OtherSeed_OtherOrder()
    {
        var (one, other) = (SeededOrder.Of(50, 1), SeededOrder.Of(50, 2));
        Assert.NotEqual(one.OfEpoch(0), other.OfEpoch(0));
    }

    [Fact]
    public void OfRuns_Groups_FollowEachOtherAsFarAsTheRunsGo()
    {
        int[][] groups = [[.. Enumerable.Range(0, 8)], [.. Enumerable.Range(8, 8)], [.. Enumerable.Range(16, 8)]];
        var order = SeededOrder.OfRuns(groups, 4, 1);
        Assert.Equal(Enumerable.Range(0, 24), order.OfEpoch(0).Order());
        Assert.All(order.OfEpoch(0).Chunk(4), run => Assert.Single(run.Select(number => number / 8).Distinct()));
        Assert.NotEqual(order.OfEpoch(0), order.OfEpoch(1));
    }

    [Fact]
    public void Seeds_NeighbouringPlaces_SpreadOverAllSeeds()
    {
        var seeds = Enumerable.Range(0, 1000).Select(i => Seeds.Of(1, 0, i)).ToArray();
        Assert.Equal(1000, seeds.Distinct().Count());
        Assert.All(seeds, seed => Assert.True(seed >= 0));
        Assert.InRange(seeds.Average(seed => (double)seed), 0.45 * int.MaxValue, 0.55 * int.MaxValue);
        Assert.NotEqual(Seeds.Of(1, 2, 3), Seeds.Of(1, 3, 2));
    }
}
