using TwinBert.Inference.Batching;
using TwinBert.Model.Tokenization;
using Xunit;

namespace TwinBert.Inference.Tests.Batching;

public sealed class BatchPlannerTests
{
    [Fact]
    public void Plan_MixedLengths_PutsLikeLengthsTogetherWithinTheBudget()
    {
        var batches = Plan(20, int.MaxValue, 3, 10, 4, 9, 4);

        Assert.Equal([[1, 3], [2, 4, 0]], batches);
    }

    [Fact]
    public void Plan_TextOverTheBudget_IsABatchOfItsOwn() => Assert.Equal([[1], [0]], Plan(20, int.MaxValue, 5, 50));

    [Fact]
    public void Plan_MostTexts_BoundsTheBatch() => Assert.Equal([[0], [1], [2]], Plan(100, 1, 5, 5, 5));

    [Fact]
    public void Plan_NoTexts_GivesNoBatch() => Assert.Empty(Plan(10, 10));

    private static IEnumerable<int[]> Plan(int budget, int mostTexts, params int[] lengths) =>
        new BatchPlanner(budget, mostTexts).Plan([.. lengths.Select(length => new TokenSequence(new int[length], false))]).Select(batch => batch.ToArray());
}
