using TwinBert.Evaluation.Metrics;
using Xunit;

namespace TwinBert.Evaluation.Tests.Metrics;

public sealed class MrrTests
{
    [Theory]
    [InlineData(new[] { 2, 0, 1 }, 1.0)]
    [InlineData(new[] { 0, 0, 1 }, 1.0 / 3)]
    [InlineData(new[] { 0, 0, 0, 3 }, 0.0)]
    [InlineData(new int[0], 0.0)]
    public void At_Three_IsTheReciprocalOfTheFirstRelevantRank(int[] ranking, double expected) => Assert.Equal(expected, Mrr.At(3, ranking), 12);
}
