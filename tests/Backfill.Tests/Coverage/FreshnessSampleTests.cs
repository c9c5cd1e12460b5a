using TwinBert.Backfill.Coverage;
using Xunit;

namespace TwinBert.Backfill.Tests.Coverage;

public sealed class FreshnessSampleTests
{
    [Fact]
    public void Estimate_SampleOfALargeIndex_SharesCountsOutAsTheSampleIs()
    {
        var sample = new FreshnessSample(new(Total: 1_000, Current: 800, OtherModel: 50), new(15, 5, 0, 0, 0), new(0, 0, 6, 5, 2));

        var freshness = FreshnessSample.Estimate([sample]);

        Assert.Equal(new(600, 200, 112, 50, 38) { Sampled = 33 }, freshness);
        Assert.Equal(1_000, freshness.Total);
        Assert.False(freshness.IsExact);
    }

    [Fact]
    public void Estimate_SampleHasAll_IsExact()
    {
        var sample = new FreshnessSample(new(Total: 6, Current: 3, OtherModel: 1), new(2, 1, 0, 0, 0), new(0, 0, 1, 1, 1));

        Assert.Equal(new(2, 1, 1, 1, 1) { Sampled = 6, IsExact = true }, FreshnessSample.Estimate([sample]));
    }

    [Fact]
    public void Estimate_WholeSampleAfterOthers_ForgetsThem()
    {
        var before = new FreshnessSample(new(Total: 3, Current: 3, OtherModel: 0), new(0, 3, 0, 0, 0), IndexFreshness.None);
        var after = new FreshnessSample(new(Total: 3, Current: 3, OtherModel: 0), new(3, 0, 0, 0, 0), IndexFreshness.None);

        Assert.Equal(3, FreshnessSample.Estimate([before, after]).Fresh);
    }

    [Fact]
    public void Estimate_SeveralSamples_TakesAllThatWereRead()
    {
        var first = new FreshnessSample(new(Total: 100, Current: 90, OtherModel: 0), new(10, 0, 0, 0, 0), IndexFreshness.None);
        var second = new FreshnessSample(new(Total: 200, Current: 200, OtherModel: 0), new(5, 5, 0, 0, 0), IndexFreshness.None);

        Assert.Equal(new(150, 50, 0, 0, 0) { Sampled = 20 }, FreshnessSample.Estimate([first, second]));
    }

    [Fact]
    public void Estimate_OneStaleAmongMany_IsNotSaidToBeNone()
    {
        var sample = new FreshnessSample(new(Total: 1_000, Current: 1_000, OtherModel: 0), new(499, 1, 0, 0, 0), IndexFreshness.None);

        Assert.Equal(1, FreshnessSample.Estimate([sample with { Coverage = new(1_000, 200, 800) }]).Stale);
    }

    [Fact]
    public void FreshShare_NothingToEmbed_IsWhole() => Assert.Equal(1, new IndexFreshness(0, 0, 0, 0, 7).FreshShare);
}
