using TorchSharp;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Students;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Students;

public sealed class CosineCalibrationTests
{
    [TorchTheory]
    [InlineData(20, -13)]
    [InlineData(3, 0)]
    public void Fit_ProbabilitiesOfALogit_FindsItsNumbers(double scale, double bias)
    {
        var random = new Random(7);
        var pairs = Enumerable.Range(0, 2000).Select(_ => (Cosine: 0.5f + (0.3f * random.NextSingle()), Weight: 0.5f + random.NextSingle()))
            .Select(pair => (pair.Cosine, (float)(1 / (1 + Math.Exp(-((scale * pair.Cosine) + bias)))), pair.Weight)).ToArray();

        var (fittedScale, fittedBias) = Fitted(pairs);

        Assert.Equal(scale, fittedScale, 0.1);
        Assert.Equal(bias, fittedBias, 0.1);
    }

    [TorchFact]
    public void Fit_CosinesThatTellNothing_StaysAsItWas()
    {
        var begun = Fitted([]);

        Assert.Equal(begun, Fitted([.. Enumerable.Range(0, 100).Select(i => (0.6f, i % 2 == 0 ? 0.9f : 0.1f, 1f))]));
        Assert.Equal(begun, Fitted([.. Enumerable.Range(0, 100).Select(i => (0.5f + (i / 200f), 0.9f - (i / 200f), 1f))]));
    }

    [TorchFact]
    public void Fit_CosinesThatTellAll_StaysFinite()
    {
        var (scale, bias) = Fitted([.. Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? 0.7f : 0.6f, i % 2 == 0 ? 1f : 0f, 1f))]);

        Assert.InRange(scale, 10, 1e5);
        Assert.InRange(-bias / scale, 0.6, 0.7);
    }

    [TorchTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_Student_LosesLessBeforeItLearnsAnything(bool fromLabels)
    {
        using var student = new TinyStudent();
        var losses = fromLabels ? StudentLosses.LabelsAlone : new StudentLosses { Lists = 0 };
        var task = student.Task(losses);
        var before = Loss(task);

        CosineCalibration.Fit(student.Head.Prior!, student.Lists, losses, task.Embed);

        Assert.True(Loss(task) < before, $"{Loss(task)} of {before}");
    }

    private static double Loss(StudentTask task)
    {
        using var scope = torch.NewDisposeScope();
        return task.Losses(0).Sum(loss => loss.ToDouble());
    }

    private static (double Scale, double Bias) Fitted(IReadOnlyList<(float, float, float)> pairs)
    {
        using var parameters = new ParameterSet(1);
        var cosine = new CosineLogit(parameters, "cosine");
        cosine.Fit(pairs);
        return (parameters.All["cosine" + CosineLogit.Scale].ToDouble(), parameters.All["cosine.bias"].ToDouble());
    }
}
