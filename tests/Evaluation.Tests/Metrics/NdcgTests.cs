using TwinBert.Evaluation.Metrics;
using Xunit;

namespace TwinBert.Evaluation.Tests.Metrics;

public sealed class NdcgTests
{
    [Fact]
    public void At_BestOrder_IsOne() => Assert.Equal(1, Ndcg.At(10, [3, 2, 1, 0], [0, 1, 2, 3]), 12);

    [Fact]
    public void At_LinearGain_MatchesHandComputedValue()
    {
        // DCG = 1/1 + 0 + 3/2 = 2.5; ideal = 3/1 + 1/log2(3) = 3.6309297536.
        Assert.Equal(0.6885288808, Ndcg.At(10, [1, 0, 3], [3, 1, 0]), 9);
    }

    [Fact]
    public void At_ExponentialGain_MatchesHandComputedValue()
    {
        // DCG = 1/1 + 0 + 7/2 = 4.5; ideal = 7/1 + 1/log2(3) = 7.6309297536.
        Assert.Equal(0.5897053372, Ndcg.At(10, [1, 0, 3], [3, 1, 0], Gain.Exponential), 9);
    }

    [Fact]
    public void At_RelevantDocumentBelowK_CountsNothing() => Assert.Equal(0, Ndcg.At(2, [0, 0, 3], [3]));

    [Fact]
    public void At_RelevantDocumentNotRanked_LowersTheValue()
    {
        // DCG = 1; ideal = 1 + 1/log2(3).
        Assert.Equal(1 / (1 + (1 / Math.Log2(3))), Ndcg.At(10, [1], [1, 1]), 12);
    }

    [Fact]
    public void At_NoRelevantDocument_IsZero() => Assert.Equal(0, Ndcg.At(10, [0, 0], [0, -1]));

    [Fact]
    public void At_KBelowOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Ndcg.At(0, [1], [1]));
}
