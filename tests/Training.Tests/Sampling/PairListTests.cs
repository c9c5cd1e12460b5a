using TwinBert.TestKit.Datasets;
using TwinBert.Training.Corpus;
using TwinBert.Training.Sampling;
using TwinBert.Training.Tests.Corpus;
using Xunit;

namespace TwinBert.Training.Tests.Sampling;

public sealed class PairListTests
{
    [Fact]
    public void Of_OneQuery_JudgedThenTheBestUnjudged()
    {
        using var data = TestData.Kettles(10, (9, 0), (0, 1));
        TrainingSet[] sets = [TestData.Set(data)];
        Assert.Equal([9, 0, 8, 7, 6], PairList.Of(sets, 10, 3, 1).Select(pair => pair.Document));
    }

    [Fact]
    public void Of_SeveralSplits_EachPairOnceInAnOrderThatTheSeedDecides()
    {
        using var data = new TemporaryDataset();
        data.Write("qrels/dev.tsv", "3\ta\t1\n");
        TrainingSet[] sets = [TestData.Set(data), TestData.Set(data, "dev")];
        string[] Pairs(int seed) => [.. PairList.Of(sets, 10, 50, seed).Select(pair => $"{pair.Query.Id}-{sets[0].Corpus.Ids[pair.Document]}")];

        Assert.Equal(["1-a", "1-b", "2-b", "2-c", "3-a"], Pairs(1).Order(StringComparer.Ordinal));
        Assert.Equal(Pairs(1), Pairs(1));
        Assert.True(Enumerable.Range(0, 20).Select(seed => string.Join(' ', Pairs(seed))).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(1, "9")]
    [InlineData(2, "9 8")]
    [InlineData(3, "9 7 8")]
    [InlineData(4, "9 7 8 6")]
    [InlineData(5, "9 7 5 8 6")]
    [InlineData(9, "9 8 7 6 5 4")]
    public void Of_FewJudged_HalfOfThemRelevantAndTheRestTheHardest(int judged, string documents)
    {
        using var data = TestData.Kettles(10, (9, 1), (8, 0), (7, 2), (6, 0), (5, 1), (4, 0));
        Assert.Equal(documents, string.Join(' ', PairList.Of([TestData.Set(data)], judged, 0, 1).Select(pair => pair.Document)));
    }

    [Fact]
    public void Of_NoSplits_Nothing() => Assert.Empty(PairList.Of([], 10, 50, 1));
}
