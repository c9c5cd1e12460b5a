using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace TwinBert.Reranking.Tests;

public sealed class ScoreFusionTests
{
    [Theory]
    [InlineData(10f, -0.5f, 1.0, 3.6787944f)]
    [InlineData(10f, 0.5f, 1.0, 10f)]
    [InlineData(10f, 0.5f, 20.0, 10f)]
    [InlineData(10f, 1f, 2.0, 27.182818f)]
    [InlineData(10f, 1f, 0.0, 10f)]
    [InlineData(0f, 1f, 1.0, 0f)]
    [InlineData(-10f, 1f, 2.0, -3.6787944f)]
    [InlineData(-10f, 0f, 2.0, -27.182818f)]
    [InlineData(float.MaxValue, 1f, 20.0, float.MaxValue)]
    [InlineData(10f, 1.0001f, 2.0, 27.182818f)]
    public void Fuse_ScoreAndSimilarity_IsTheirProductOnTheEnginesScale(float score, float similarity, double weight, float fused) =>
        Assert.Equal(fused, new ScoreFusion(weight, 0.5f).Fuse(score, similarity));

    [Property(MaxTest = 1000)]
    public Property Fuse_AnyScore_StaysFiniteAndOnItsSideOfZero() => Prop.ForAll(Cases().ToArbitrary(), test =>
    {
        var fused = new ScoreFusion(test.Weight, 0.4f).Fuse(test.Score, test.Similarity);
        return float.IsFinite(fused) && (test.Score >= 0 ? fused >= 0 : fused <= 0);
    });

    [Property(MaxTest = 1000)]
    public Property Fuse_BetterSimilarity_IsNoLowerScore() => Prop.ForAll(Cases().ToArbitrary(), Cases().ToArbitrary(), (a, b) =>
    {
        var fusion = new ScoreFusion(a.Weight, 0.4f);
        var (worse, better) = a.Similarity <= b.Similarity ? (a.Similarity, b.Similarity) : (b.Similarity, a.Similarity);
        return fusion.Fuse(a.Score, worse) <= fusion.Fuse(a.Score, better);
    });

    [Property(MaxTest = 1000)]
    public Property FuseWindow_FullOne_StaysAboveItsTailAndKeepsTheOrder() => Prop.ForAll(
        Cases().ListOf().Where(cases => cases.Count > 0).ToArbitrary(), test =>
    {
        var scores = test.Select(hit => hit.Score).OrderDescending().ToArray();
        var (alone, raised) = (test.Select(hit => hit.Similarity).ToArray(), test.Select(hit => hit.Similarity).ToArray());
        var fusion = new ScoreFusion(test[0].Weight, 0.4f);
        fusion.FuseWindow(scores, alone, hasTail: false);
        fusion.FuseWindow(scores, raised, hasTail: true);

        return raised.All(score => float.IsFinite(score) && score >= scores[^1])
            && alone.Zip(scores).Zip(test, (pair, hit) => pair.First == fusion.Fuse(pair.Second, hit.Similarity)).All(same => same)
            && alone.Index().All(a => raised.Index().All(b => alone[a.Index] <= alone[b.Index] || raised[a.Index] >= raised[b.Index]));
    });

    private static Gen<(float Score, float Similarity, double Weight)> Cases() =>
        from bits in Gen.Choose(int.MinValue, int.MaxValue)
        from similarity in Gen.Choose(-1000, 1000)
        from weight in Gen.Choose(0, 200)
        let score = BitConverter.Int32BitsToSingle(bits)
        select (float.IsFinite(score) ? score : 1f, similarity / 1000f, weight / 10.0);
}
