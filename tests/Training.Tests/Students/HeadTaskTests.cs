using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Students;
using TwinBert.Training.Tests.Torch;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Students;

public sealed class HeadTaskTests
{
    [TorchTheory]
    [InlineData((int)HeadKind.Residual)]
    [InlineData((int)HeadKind.QueryNet)]
    public void Run_FrozenEmbeddings_StartsAsTheCosineAndLearnsWithoutTheEncoder(int kind)
    {
        using var student = new TinyStudent();
        var encoder = student.Twin.Parameters.All["downscale.weight"].data<float>().ToArray();
        using var embeddings = StudentScorer.Of(
            student.Twin,
            student.Documents,
            student.Set,
            student.Lists.Queries,
            student.Dev.Documents,
            null,
            TestContext.Current.CancellationToken);
        using var parameters = new ParameterSet(1);
        var head = CrossingHead.Of(parameters, new((HeadKind)kind, 8) { InnerSize = 6, Units = 2 });
        using (no_grad())
        {
            student.Twin.Parameters.All["cosine.scale"].fill_(3);
        }

        head.Prior!.CopyFrom(student.Head.Prior!);
        var task = new HeadTask(head, embeddings, student.Lists, new(), measured => student.Dev.Measure(embeddings, measured));
        var (before, dev) = (MeanLoss(task), task.Evaluate());
        Assert.Equal(student.Dev.Measure(student.Twin, student.Documents, student.Head), dev!.Value, 1e-9);

        new TrainingLoop(
            parameters,
            HeadTask.Settings(150) with { LearningRate = 1e-2 },
            new(Path.Combine(student.Folder, "head")),
            Silent.Instance,
            TimeProvider.System)
            .Run(task, TestContext.Current.CancellationToken);

        Assert.True(MeanLoss(task) < 0.9 * before, $"{before} became {MeanLoss(task)}");
        Assert.True(task.Evaluate() >= dev);
        Assert.Equal(encoder, student.Twin.Parameters.All["downscale.weight"].data<float>().ToArray());
    }

    private static double MeanLoss(HeadTask task)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        return Enumerable.Range(0, 5).SelectMany(task.Losses).Average(loss => (double)loss.item<float>());
    }

    private sealed class Silent : ITrainingProgress
    {
        public static Silent Instance { get; } = new();

        public void Stepped(int step, int steps, double loss, double learningRate)
        {
        }

        public void Evaluated(CurvePoint point, bool isBest)
        {
        }
    }
}
