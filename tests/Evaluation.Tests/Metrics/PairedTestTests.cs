using TwinBert.Evaluation.Metrics;
using Xunit;

namespace TwinBert.Evaluation.Tests.Metrics;

public sealed class PairedTestTests
{
    [Fact]
    public void Of_EqualRankings_IsNoDifference() => Assert.Equal(
        new PairedTest(0, 0, 0, 1) { Interval = new(0, 0), Detectable = 0 }, PairedTest.Of([0.5, 1], [0.5, 1], new Random(1)));

    [Fact]
    public void Of_ThreeQueriesAllBetter_HasTheProbabilityOfEightAssignments()
    {
        // Of the eight assignments of signs, two (all plus, all minus) reach the observed sum: p = 1/4.
        var test = PairedTest.Of([0, 0, 0], [0.1, 0.2, 0.3], new Random(1));
        Assert.Equal((3, 0), (test.Better, test.Worse));
        Assert.Equal(0.2, test.MeanDifference, 12);
        Assert.Equal(0.25, test.Probability, 0.02);
    }

    [Fact]
    public void Of_ManyQueriesBetter_IsUnlikelyByChance()
    {
        var first = Enumerable.Range(0, 50).Select(i => i / 100.0).ToArray();
        var test = PairedTest.Of(first, [.. first.Select(value => value + 0.1)], new Random(1));
        Assert.Equal(1.0 / 10_001, test.Probability, 9);
    }

    [Fact]
    public void Of_MixedQueries_CountsBothSides()
    {
        var test = PairedTest.Of([0.5, 0.5, 0.5], [1, 0, 0.5], new Random(1));
        Assert.Equal((1, 1, 0.0, 1.0), (test.Better, test.Worse, test.MeanDifference, test.Probability));
    }
}
