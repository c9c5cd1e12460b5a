using TwinBert.Training.Losses;
using TwinBert.Training.Tests.Torch;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Losses;

public sealed class ListLossesTests
{
    private const float Unknown = float.NaN;
    private static readonly double Ln2 = Math.Log(2);

    [TorchFact]
    public void Pairs_KnownPairs_IsTheMeanCrossEntropyAgainstTheSoftenedTeacher()
    {
        // σ(2/2) = 0.7310586: −0.731 ln σ(1) − 0.269 ln(1 − σ(1)) = 0.5822, and ln 2 where both are undecided.
        var loss = Compute([1, 0, 9], [2, 0, Unknown], [0, 0, 0], (logits, targets) => ListLosses.Pairs(logits, targets, 2));
        Assert.Equal((0.58220 + Ln2) / 2, loss, 1e-4);
    }

    [TorchFact]
    public void Lists_StudentLikeTheTeacher_IsZeroWhateverStandsAtUnknownPairs() =>
        Assert.Equal(0, Compute([3, 1, 77], [4, 0, Unknown], [0, 0, 0], (logits, targets) => ListLosses.Lists(logits, targets, 2)), 1e-5);

    [TorchFact]
    public void Lists_UndecidedStudent_IsTheDivergence()
    {
        // The teacher says (σ(1), 1 − σ(1)), the student (½, ½).
        var p = 1 / (1 + Math.Exp(-1));
        var expected = Ln2 + (p * Math.Log(p)) + ((1 - p) * Math.Log(1 - p));
        Assert.Equal(expected, Compute([0, 0, 5], [2, 0, Unknown], [0, 0, 0], (logits, targets) => ListLosses.Lists(logits, targets, 2)), 1e-5);
    }

    [TorchFact]
    public void Margins_TwoKnownPairs_IsTheSquaredErrorOfTheirDifference()
    {
        // The student's margin is 3, the teacher's (6 − 2) / 2 = 2; of the four ordered pairs two are of a document with itself.
        var loss = Compute([3, 0, 50], [6, 2, Unknown], [0, 0, 0], (logits, targets) => ListLosses.Margins(logits, targets, 2));
        Assert.Equal(0.5, loss, 1e-5);
    }

    [TorchFact]
    public void Labels_Grades_IsPairsAndHalfTheList()
    {
        // Undecided: ln 2 a pair, and ln 2 for the one relevant document of two.
        var loss = Compute([0, 0, 40], [1, 1, Unknown], [2, -1, 0], ListLosses.Labels);
        Assert.Equal(Ln2 + (Ln2 / 2), loss, 1e-5);
    }

    [TorchFact]
    public void Labels_OtherTeacher_IsTheSame() =>
        Assert.Equal(Compute([1, 2, 3], [1, 2, 3], [1, 0, 0], ListLosses.Labels), Compute([1, 2, 3], [-9, 4, 0], [1, 0, 0], ListLosses.Labels));

    [TorchFact]
    public void Strangers_PairsThatNobodyKnows_CountAsIrrelevant()
    {
        // Of the four the first is scored, the second judged relevant; σ(0) = ½ remains, twice.
        var loss = Compute([5, 5, 0, 0], [1, Unknown, Unknown, Unknown], [0, 1, 0, -1], ListLosses.Strangers);
        Assert.Equal(Ln2, loss, 1e-5);
    }

    [TorchFact]
    public void All_NothingKnown_AreZero()
    {
        float[] unknown = [Unknown, Unknown];
        Assert.Equal(0, Compute([1, 2], unknown, [0, 0], (logits, targets) => ListLosses.Pairs(logits, targets, 2)));
        Assert.Equal(0, Compute([1, 2], unknown, [0, 0], (logits, targets) => ListLosses.Lists(logits, targets, 2)));
        Assert.Equal(0, Compute([1, 2], unknown, [0, 0], (logits, targets) => ListLosses.Margins(logits, targets, 2)));
        Assert.Equal(0, Compute([1, 2], unknown, [0, 0], ListLosses.Labels));
    }

    private static double Compute(float[] logits, float[] scores, int[] grades, Func<Tensor, ListTargets, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        return loss(tensor(logits, [1, logits.Length]), ListTargets.Of(scores, grades, 1)).item<float>();
    }
}
