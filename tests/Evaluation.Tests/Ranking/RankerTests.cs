using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;
using Xunit;

namespace TwinBert.Evaluation.Tests.Ranking;

public sealed class RankerTests
{
    private static readonly QueryCandidates[] Queries =
    [
        new(new("1", "sofa", new Dictionary<string, int> { ["a"] = 1, ["b"] = 0 }), [new("b", 2), new("a", 1)], [new("b", 2), new("c", 1.5f), new("a", 1)]),
        new(new("2", "lamp", new Dictionary<string, int> { ["a"] = 1 }), [], []),
    ];

    [Fact]
    public void Order_Scores_PutsTheHighestFirstAndKeepsTiesInBm25sOrder()
    {
        var ranker = new Ranker("r", [new([0, 1], [0.5f, 0.5f, 0.9f]), null]);

        Assert.Equal(["a", "b", "c"], ranker.Order(0, Queries[0], CandidatePool.Top100).Select(hit => hit.Id));
        Assert.Equal(["a", "b"], ranker.Order(0, Queries[0], CandidatePool.Judged).Select(hit => hit.Id));
    }

    [Fact]
    public void Order_UnknownDocumentOrQuery_IsNotRanked()
    {
        var ranker = new Ranker("r", [new([float.NaN, 1], [float.NaN, float.NaN, 0]), null]);

        Assert.Equal(["a"], ranker.Order(0, Queries[0], CandidatePool.Top100).Select(hit => hit.Id));
        Assert.Empty(ranker.Order(1, Queries[1], CandidatePool.Judged));
    }

    [Fact]
    public void Random_SameSeed_GivesTheSameOrder() =>
        Assert.Equal(Ranker.Random(Queries, new Random(7)).Scores[0]!.Top, Ranker.Random(Queries, new Random(7)).Scores[0]!.Top);

    [Fact]
    public void Slice_OfQueries_KeepsTheirScores()
    {
        var ranker = new Ranker("r", [new([1], [1]), null, new([3], [3])]);
        Assert.Equal([null, 3], ranker.Slice(1, 2).Scores.Select(scores => scores?.Top[0]));
    }

    [Fact]
    public void Blend_Similarities_MultipliesBm25sScores()
    {
        var ranker = new Ranker("r", [new([-1, 1], [-1, float.NaN, 1]), null]) { TypicalSimilarity = 0 };
        var blend = Blend.Of(Queries, ranker, 0.5);

        Assert.Equal("r + BM25, β = 0.5", blend.Name);
        Assert.Equal([(float)(2 * Math.Exp(-0.5)), 1.5f, (float)Math.Exp(0.5)], blend.Scores[0]!.Top);
        Assert.Null(blend.Scores[1]);
    }

    [Fact]
    public void Blend_RawScores_Throws() => Assert.Throws<ArgumentException>(() => Blend.Of(Queries, new Ranker("r", [null, null]), 1));

    [Fact]
    public void Metrics_QueryThatIsNotRanked_CountsAsZero()
    {
        var metrics = RankerMetrics.Of(Queries, new Ranker("r", [new([0, 1], [0, 0, 1]), null]), CandidatePool.Top100, Gain.Linear);

        Assert.Equal([1, 0], metrics.Ndcg);
        Assert.Equal([1, 0], metrics.ReciprocalRank);
        Assert.Equal([1, 0], metrics.Recall);
        Assert.Equal(0.5, metrics.MeanNdcg);
    }

    [Fact]
    public void Metrics_ExponentialGain_ChangesTheValueOfGrades()
    {
        QueryCandidates[] queries = [new(new("1", "x", new Dictionary<string, int> { ["a"] = 3, ["b"] = 1 }), [new("b", 2), new("a", 1)], [])];
        var bm25 = Ranker.Bm25(queries);

        Assert.Equal((1 + (3 / Math.Log2(3))) / (3 + (1 / Math.Log2(3))), RankerMetrics.Of(queries, bm25, CandidatePool.Judged, Gain.Linear).MeanNdcg, 9);
        Assert.Equal((1 + (7 / Math.Log2(3))) / (7 + (1 / Math.Log2(3))), RankerMetrics.Of(queries, bm25, CandidatePool.Judged, Gain.Exponential).MeanNdcg, 9);
    }
}
