using TwinBert.Training.Ensembles;
using Xunit;

namespace TwinBert.Training.Tests.Ensembles;

public sealed class LogisticFitTests
{
    [Fact]
    public void To_LabelsOfAKnownModel_FindsItsWeights()
    {
        var random = new Random(3);
        double[][] rows = [.. Enumerable.Range(0, 40_000).Select(
            _ => new[] { random.NextDouble() * 4, 0.8 + (random.NextDouble() / 10), random.NextDouble() })];
        bool[] labels = [.. rows.Select(row => random.NextDouble() < 1 / (1 + Math.Exp(-((1.5 * row[0]) + (40 * row[1]) - 37))))];

        var fit = LogisticFit.To(rows, labels);

        Assert.InRange(fit.Weights[0], 1.4, 1.6);
        Assert.InRange(fit.Weights[1], 38, 42);
        Assert.InRange(fit.Weights[2], -0.15, 0.15);
        Assert.InRange(fit.Of([2, 0.85, 0.5]), -0.15, 0.15);
    }

    [Fact]
    public void To_FeatureThatTellsAllApart_StaysFinite()
    {
        var fit = LogisticFit.To([[0], [1], [2], [3]], [false, false, true, true]);

        Assert.True(double.IsFinite(fit.Bias) && fit.Weights[0] > 0);
        Assert.True(fit.Of([3]) > 0 && fit.Of([0]) < 0);
    }

    [Fact]
    public void To_FeatureThatNeverChanges_WeighsNothing() =>
        Assert.Equal(0, LogisticFit.To([[1, 7], [2, 7], [3, 7], [2, 7]], [false, true, true, false]).Weights[1]);
}
