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
    public void Choose_SetThatLosesItsBest_IsSparedByASmallerLimit()
    {
        var choice = Rule.Choose([new("a", [0.5, 0.6, 0.7, 0.8, 0.9]), new("b", [0.3, 0.4, 0.41, 0.402, 0.39])]);

        Assert.Equal(0.5, choice.Chosen!.Weight);
        Assert.Equal([0, 0.25, 0.5], choice.Tried.Select(tried => tried.Weight));
    }

    [Fact]
    public void Choose_SetsThatAgreeNowhere_IsNone()
    {
        var choice = Rule.Choose([new("a", [0.5, 0.6, 0.7, 0.8, 0.9]), new("b", [0.3, 0.29, 0.28, 0.27, 0.26])]);

        Assert.Null(choice.Chosen);
        Assert.Equal(["b"], choice.Tried[4].BelowBm25);
        Assert.Equal(Rule.Weights, choice.Tried.Select(tried => tried.Weight));
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
