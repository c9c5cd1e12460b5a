using TwinBert.Model.Encoding;
using Xunit;

namespace TwinBert.Reranking.Tests;

public sealed class RerankerTests
{
    private readonly Reranker _reranker = new(new TableCrossing(), new(Answers.Model), typicalSimilarity: 0.25f);

    [Fact]
    public void Rerank_BetterSimilarity_MovesUp()
    {
        var result = _reranker.Rerank(Answers.Request(Answers.Of([(3, -100), (2, 0), (1, 0)])));

        Assert.Equal(RerankOutcome.Reranked, result.Outcome);
        Assert.Equal([1, 0, 2], result.Order!.Ranks.ToArray());
        Assert.Equal([2 * MathF.Exp(-0.25f), 3 * MathF.Exp(-1.25f), MathF.Exp(-0.25f)], result.Order.Scores.ToArray());
        Assert.Equal((3, 3, 0, 2, true), (result.Window, result.Scored, result.Missing, result.Moved, result.TopChanged));
    }

    [Fact]
    public void Rerank_Ties_KeepTheEnginesOrder()
    {
        var result = _reranker.Rerank(Answers.Request(Answers.Of([(1, 50), (1, 50), (1, 50), (1, 60)])));

        Assert.Equal([3, 0, 1, 2], result.Order!.Ranks.ToArray());
    }

    [Fact]
    public void Rerank_MissingVector_IsTypical()
    {
        var result = _reranker.Rerank(Answers.Request(Answers.Of([(1, 20), (1, null), (1, 30)])));

        Assert.Equal([2, 1, 0], result.Order!.Ranks.ToArray());
        Assert.Equal(1f, result.Order.Scores.Span[1]);
        Assert.Equal((2, 1), (result.Scored, result.Missing));
    }

    [Fact]
    public void Rerank_VectorOfAnotherModel_CountsAsMissing()
    {
        var result = _reranker.Rerank(Answers.Request(Answers.Of([(2, 20), (1, 90)], model: "another")));

        Assert.Equal((RerankOutcome.NoEmbeddings, 0, 2), (result.Outcome, result.Scored, result.Missing));
        Assert.False(result.IsReranked);
    }

    [Fact]
    public void Rerank_HitsBehindTheWindow_AreLeftOut()
    {
        var result = _reranker.Rerank(Answers.Request(Answers.Of([(3, 0), (2, 10), (1.9f, 100)]), window: 2));

        Assert.Equal([0, 1], result.Order!.Ranks.ToArray());
        Assert.Equal((2, 0, false), (result.Window, result.Moved, result.TopChanged));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(4)]
    [InlineData(20)]
    public void Rerank_FullWindow_RaisesAllOfItAboveTheTailByOneFactor(double weight)
    {
        var all = _reranker.Rerank(Answers.Request(Answers.Of([(8, -100), (4, 25), (2, 60)]), weight: weight)).Order!;
        var full = _reranker.Rerank(Answers.Request(Answers.Of([(8, -100), (4, 25), (2, 60), (2, 100)]), window: 3, weight)).Order!;

        var factor = full.Scores.Span[0] / all.Scores.Span[0];
        Assert.Equal(all.Ranks.ToArray(), full.Ranks.ToArray());
        Assert.All(all.Scores.ToArray().Zip(full.Scores.ToArray()), pair => Assert.Equal(factor, pair.Second / pair.First, 1e-4f * factor));
        Assert.Equal(Math.Max(2f, all.Scores.Span[2]), full.Scores.Span[2]);
    }

    [Fact]
    public void Rerank_FullWindowThatStaysAboveItsTail_KeepsTheEnginesScale()
    {
        var order = _reranker.Rerank(Answers.Request(Answers.Of([(8, 25), (2, 25), (1, 100)]), window: 2, weight: 4)).Order!;

        Assert.Equal([8f, 2f], order.Scores.ToArray());
    }

    [Fact]
    public void Rerank_NoHits_SaysSo() => Assert.Equal(RerankOutcome.NoHits, _reranker.Rerank(Answers.Request(Answers.Of([]))).Outcome);

    [Theory]
    [InlineData(1f, 2f)]
    [InlineData(float.NaN, 1f)]
    public void Rerank_NotByScore_SaysSo(float first, float second)
    {
        var hits = Answers.Of([(2, 0), (1, 0)]).Hits.ToArray();
        hits = [hits[0] with { UpstreamScore = first }, hits[1] with { UpstreamScore = second }];

        Assert.Equal(RerankOutcome.NotByScore, _reranker.Rerank(new() { Query = Answers.Query, Hits = hits, Window = 1, ModelWeight = 1 }).Outcome);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Rerank_SimilarityIsNoNumber_SaysSo(float similarity)
    {
        var reranker = new Reranker(new TableCrossing(value => value == 7 ? similarity : 0), new(Answers.Model), 0);

        Assert.Equal(RerankOutcome.InvalidSimilarity, reranker.Rerank(Answers.Request(Answers.Of([(2, 0), (1, 7)]))).Outcome);
    }

    [Fact]
    public void Rerank_QueryOfAnotherLength_SaysSo()
    {
        var request = Answers.Request(Answers.Of([(2, 0)])) with { Query = new QueryEmbedding(new float[3]) };

        Assert.Equal(RerankOutcome.InvalidSimilarity, _reranker.Rerank(request).Outcome);
    }

    [Theory]
    [InlineData("fused", ScoreContract.Fused)]
    [InlineData("model", ScoreContract.Model)]
    [InlineData("rank-preserving", ScoreContract.RankPreserving)]
    public void Named_NameInAConfiguration_IsFound(string name, ScoreContract contract) => Assert.Equal(contract, ScoreContracts.Named(name));

    [Fact]
    public void Rerank_RankPreserving_DealsTheEnginesScores()
    {
        var request = Answers.Request(Answers.Of([(3, -100), (2, 0), (1, 0)])) with { Scores = ScoreContract.RankPreserving };

        var order = _reranker.Rerank(request).Order!;

        Assert.Equal([1, 0, 2], order.Ranks.ToArray());
        Assert.Equal([3f, 2f, 1f], order.Scores.ToArray());
    }

    [Fact]
    public void Rerank_ModelScores_OrderBySimilarityAlone()
    {
        var request = Answers.Request(Answers.Of([(3, -100), (2, 0), (1, 50)])) with { Scores = ScoreContract.Model };

        var order = _reranker.Rerank(request).Order!;

        Assert.Equal([2, 1, 0], order.Ranks.ToArray());
        Assert.Equal([1.5f, 1f, 0f], order.Scores.ToArray());
    }

    [Fact]
    public void Rerank_ModelScoresOfAFullWindow_StayAboveTheTail()
    {
        var request = Answers.Request(Answers.Of([(3, -100), (2, 0), (1.5f, 100)]), window: 2) with { Scores = ScoreContract.Model };

        Assert.Equal([3f, 2f], _reranker.Rerank(request).Order!.Scores.ToArray());
    }

    [Fact]
    public void Rerank_NoWeight_KeepsOrderAndScores()
    {
        var result = _reranker.Rerank(Answers.Request(Answers.Of([(3, -100), (2, 100), (1, null)]), weight: 0));

        Assert.Equal([0, 1, 2], result.Order!.Ranks.ToArray());
        Assert.Equal([3f, 2f, 1f], result.Order.Scores.ToArray());
    }
}
