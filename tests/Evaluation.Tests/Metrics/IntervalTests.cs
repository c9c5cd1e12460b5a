using TwinBert.Evaluation.Metrics;
using Xunit;

namespace TwinBert.Evaluation.Tests.Metrics;

public sealed class IntervalTests
{
    [Fact]
    public void OfMean_ManyValues_IsNearTheNormalOne()
    {
        // Of 400 values of mean 0.5 and deviation 0.5, the mean's own deviation is 0.025.
        var values = Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 0.0 : 1.0).ToArray();
        var interval = Interval.OfMean(values, new Random(1));

        Assert.Equal(0.5 - (1.96 * 0.025), interval.Low, 0.003);
        Assert.Equal(0.5 + (1.96 * 0.025), interval.High, 0.003);
    }

    [Fact]
    public void OfMean_SameSeed_GivesTheSame() =>
        Assert.Equal(Interval.OfMean([0.1, 0.3, -0.2], new Random(7)), Interval.OfMean([0.1, 0.3, -0.2], new Random(7)));

    [Theory]
    [InlineData(new double[0], 0)]
    [InlineData(new[] { 0.25 }, 0.25)]
    public void OfMean_FewerThanTwo_IsTheMean(double[] values, double mean) => Assert.Equal(new Interval(mean, mean), Interval.OfMean(values, new Random(1)));

    [Theory]
    [InlineData(0.01, 0.02, true)]
    [InlineData(-0.02, -0.01, true)]
    [InlineData(-0.01, 0.02, false)]
    [InlineData(0, 0, false)]
    public void ExcludesZero_Ends_Decide(double low, double high, bool excluded) => Assert.Equal(excluded, new Interval(low, high).ExcludesZero);

    [Fact]
    public void Detectable_Differences_FollowTheirSpreadAndNumber()
    {
        var differences = Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? -0.1 : 0.1).ToArray();
        var detectable = DetectableDifference.Of(differences);

        // Textbook: (1.96 + 0.8416) · 0.1005 / 10.
        Assert.Equal(0.02816, detectable, 0.0001);
        Assert.Equal(400, DetectableDifference.QueriesFor(detectable, 100, detectable / 2));
        Assert.True(double.IsNaN(DetectableDifference.Of([0.5])));
    }

    [Fact]
    public void Detectable_SimulatedGains_AreFoundFourTimesInFive()
    {
        const int Queries = 60;
        const int Tries = 100;
        var random = new Random(3);
        var found = 0;
        for (var i = 0; i < Tries; i++)
        {
            var spread = Enumerable.Range(0, Queries).Select(_ => Normal(random) * 0.2).ToArray();
            var gain = DetectableDifference.Of(spread);
            var zeros = new double[Queries];
            found += PairedTest.Of(zeros, [.. spread.Select(value => value + gain)], new Random(i)).Probability <= 0.05 ? 1 : 0;
        }

        Assert.InRange((double)found / Tries, 0.7, 0.9);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
