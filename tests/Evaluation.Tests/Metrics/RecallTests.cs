using TwinBert.Evaluation.Metrics;
using Xunit;

namespace TwinBert.Evaluation.Tests.Metrics;

public sealed class RecallTests
{
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(3, 0.5)]
    [InlineData(100, 0.75)]
    public void At_K_IsTheShareOfRelevantDocumentsFound(int k, double expected) => Assert.Equal(expected, Recall.At(k, [3, 0, 1, 2], [3, 2, 1, 1, 0]), 12);

    [Fact]
    public void At_NoRelevantDocument_IsZero() => Assert.Equal(0, Recall.At(10, [0], [0]));
}
