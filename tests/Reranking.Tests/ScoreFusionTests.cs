using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace TwinBert.Reranking.Tests;

public sealed class ScoreFusionTests
{
    [Theory]
    [InlineData(10f, -1f, 1.0, 10f)]
    [InlineData(10f, 0f, 1.0, 27.182818f)]
    [InlineData(10f, 1f, 0.5, 27.182818f)]
    [InlineData(10f, 1f, 0.0, 10f)]
    [InlineData(0f, 1f, 1.0, 0f)]
    [InlineData(-10f, 0f, 1.0, -3.6787944f)]
    [InlineData(float.MaxValue, 1f, 20.0, float.MaxValue)]
    [InlineData(10f, 1.0001f, 1.0, 73.890564f)]
    public void Fuse_ScoreAndSimilarity_IsTheirProduct(float score, float similarity, double weight, float fused) =>
        Assert.Equal(fused, new ScoreFusion(weight).Fuse(score, similarity));

    [Property(MaxTest = 1000)]
    public Property Fuse_AnyScore_NeverFallsAndStaysFinite() => Prop.ForAll(Cases().ToArbitrary(), test =>
    {
        var fused = new ScoreFusion(test.Weight).Fuse(test.Score, test.Similarity);
        return float.IsFinite(fused) && fused >= test.Score && (test.Score <= 0 || fused > 0);
    });

    [Property(MaxTest = 1000)]
    public Property Fuse_BetterSimilarity_IsNoLowerScore() => Prop.ForAll(Cases().ToArbitrary(), Cases().ToArbitrary(), (a, b) =>
    {
        var fusion = new ScoreFusion(a.Weight);
        var (worse, better) = a.Similarity <= b.Similarity ? (a.Similarity, b.Similarity) : (b.Similarity, a.Similarity);
        return fusion.Fuse(a.Score, worse) <= fusion.Fuse(a.Score, better);
    });

    private static Gen<(float Score, float Similarity, double Weight)> Cases() =>
        from bits in Gen.Choose(int.MinValue, int.MaxValue)
        from similarity in Gen.Choose(-1000, 1000)
        from weight in Gen.Choose(0, 200)
        let score = BitConverter.Int32BitsToSingle(bits)
        select (float.IsFinite(score) ? score : 1f, similarity / 1000f, weight / 10.0);
}
