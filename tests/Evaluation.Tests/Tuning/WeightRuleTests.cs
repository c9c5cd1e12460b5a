using TwinBert.Evaluation.Tuning;
using Xunit;

namespace TwinBert.Evaluation.Tests.Tuning;

public sealed class WeightRuleTests
{
    private static readonly WeightRule Rule = new(1);

    [Fact]
    public void Weights_OfALimit_AreTheGridsUpToIt()
    {
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], Rule.Weights);
        Assert.Equal(WeightRule.Limit, new WeightRule(20).Weights[^1]);
    }

    [Fact]
    public void Choose_SetsThatGain_IsTheLargestMeanGain()
    {
        var choice = Rule.Choose([new("a", [0.5, 0.52, 0.54, 0.56, 0.555]), new("b", [0.3, 0.31, 0.32, 0.33, 0.331])]);

        Assert.Equal(0.75, choice.Chosen!.Weight);
        Assert.Equal(0.045, choice.Chosen.MeanGain, 1e-9);
    }

    [Fact]
    public void Choose_SetThatFallsBelowBm25_IsSpared()
    {
        var choice = Rule.Choose([new("a", [0.5, 0.503, 0.5045, 0.505, 0.506]), new("b", [0.3, 0.301, 0.3, 0.2999, 0.29])]);

        Assert.Equal(0.5, choice.Chosen!.Weight);
        Assert.Equal(["b"], choice.Tried[3].BelowBm25);
        Assert.Empty(choice.Tried[3].BelowBest);
    }

    [Fact]
    public void Choose_SetThatLosesItsBest_IsSpared()
    {
        var choice = Rule.Choose([new("a", [0.5, 0.6, 0.7, 0.8, 0.9]), new("b", [0.3, 0.4, 0.41, 0.405, 0.404]), new("c", [0.1, 0.898, 0.899, 0.9, 0.901])]);

        Assert.Equal(["b"], choice.Tried[4].BelowBest);
        Assert.False(choice.Tried[4].Holds);
        Assert.Null(choice.Chosen);
    }

    [Fact]
    public void Choose_EquallyGood_IsTheSmallest() => Assert.Equal(0.25, Rule.Choose([new("a", [0.5, 0.6, 0.6, 0.6, 0.6])]).Chosen!.Weight);

    [Fact]
    public void Choose_FigureMissing_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Rule.Choose([]));
        Assert.Throws<ArgumentException>(() => Rule.Choose([new("a", [0.5])]));
    }
}
