using TwinBert.Export.Bert;
using TwinBert.Export.Quantisation;
using Xunit;

namespace TwinBert.Export.Tests.Quantisation;

public sealed class OutlierSmoothingTests
{
    private const int Channels = 100;
    private readonly Linear _linear = new([.. Enumerable.Range(0, Channels * 2).Select(i => (i % 7) - 3f)], [0, 0], Channels, 2);

    [Fact]
    public void Of_OneOutlier_ScalesItsChannelDownAndItsWeightsUp()
    {
        var peaks = Enumerable.Repeat(2f, Channels).ToArray();
        peaks[5] = 16;

        var smoothing = OutlierSmoothing.Of(peaks, _linear);

        Assert.NotNull(smoothing);
        Assert.Equal(1 / 8f, smoothing.Factors[5]);
        Assert.Equal(Channels - 1, smoothing.Factors.Count(factor => factor == 1));
        Assert.Equal(_linear.Weight[10] * 8, smoothing.Linear.Weight[10]);
        Assert.Equal(_linear.Weight[12..], smoothing.Linear.Weight[12..]);
    }

    [Fact]
    public void Of_EvenPeaks_IsNotNeeded() => Assert.Null(OutlierSmoothing.Of(Enumerable.Repeat(2f, Channels).ToArray(), _linear));

    [Fact]
    public void Of_DeadChannels_IsNotNeeded() => Assert.Null(OutlierSmoothing.Of(new float[Channels], _linear));

    [Fact]
    public void Of_NothingObserved_IsNotNeeded() => Assert.Null(OutlierSmoothing.Of([], _linear));

    [Fact]
    public void Observe_SeveralTokens_KeepsTheLargestMagnitudes()
    {
        var peaks = new ActivationPeaks();

        peaks.Observe("x", [1, -5, 2, 3], 2);
        peaks.Observe("x", [-4, 0], 2);

        Assert.Equal([4, 5], peaks["x"].ToArray());
        Assert.Empty(peaks["y"].ToArray());
    }
}
