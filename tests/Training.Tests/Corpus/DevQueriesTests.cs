using TwinBert.TestKit.Datasets;
using TwinBert.Training.Corpus;
using Xunit;

namespace TwinBert.Training.Tests.Corpus;

public sealed class DevQueriesTests
{
    [Theory]
    [InlineData(1, new[] { 0 })]
    [InlineData(3, new[] { 0, 3, 6 })]
    [InlineData(9, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(50, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void Spread_Count_TakesFromAllOverTheSplit(int count, int[] expected)
    {
        using var data = Data();
        Assert.Equal(expected, DevQueries.Spread(TestData.Set(data), count).Numbers);
    }

    [Fact]
    public void Ndcg_Scores_RankTheJudgedDocuments()
    {
        using var data = TestData.Kettles(4, (0, 1), (2, 0), (3, 2));
        var set = TestData.Set(data);
        var dev = DevQueries.Spread(set, 1);
        var scores = set.Queries[0].Judged.Select(judged => (float)judged.Grade).ToArray();

        Assert.Equal(1, dev.Ndcg(0, scores));
        Assert.Equal(((1 / Math.Log2(3)) + (2 / Math.Log2(4))) / (2 + (1 / Math.Log2(3))), dev.Ndcg(0, [.. scores.Select(score => -score)]), 1e-9);
    }

    [Fact]
    public void Ndcg_Ties_StayInTheOrderOfBm25()
    {
        using var data = TestData.Kettles(4, (0, 0), (3, 1));
        Assert.Equal(1, DevQueries.Spread(TestData.Set(data), 1).Ndcg(0, [0.5f, 0.5f]));
    }

    private static TemporaryDataset Data() => new(
        """{"_id":"d","text":"lamp"}""",
        string.Join('\n', Enumerable.Range(0, 10).Select(i => $$"""{"_id":"q{{i}}","text":"lamp"}""")),
        "query-id\tcorpus-id\tscore\n" + string.Join('\n', Enumerable.Range(0, 10).Select(i => $"q{i}\td\t1")));
}
