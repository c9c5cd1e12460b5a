using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Students;
using TwinBert.Training.Tests.Torch;
using TwinBert.Training.Weights;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Students;

public sealed class StudentTaskTests
{
    private static readonly TrainingSettings Settings = StudentOptions.Settings(60) with { LearningRate = 5e-3, EvaluateEvery = 20 };

    public static TheoryData<string, int> Kinds => new()
    {
        { "teacher", (int)HeadKind.Cosine },
        { "teacher", (int)HeadKind.Residual },
        { "teacher", (int)HeadKind.QueryNet },
        { "margins", (int)HeadKind.Cosine },
        { "labels", (int)HeadKind.Cosine },
        { "in batch", (int)HeadKind.Cosine },
        { "whole batch", (int)HeadKind.Residual },
    };

    [TorchTheory]
    [MemberData(nameof(Kinds))]
    public void Run_LearnableTopics_LossFallsAndRankingsBecomeRight(string losses, int kind)
    {
        using var student = new TinyStudent((HeadKind)kind);
        var task = student.Task(Losses(losses));
        var (before, dev) = (MeanLoss(task), task.Evaluate()!.Value);

        var state = student.Run(task, Settings, null, TestContext.Current.CancellationToken);

        Assert.True(MeanLoss(task) < 0.6 * before, $"{before} became {MeanLoss(task)}");
        Assert.True(state.BestDev > dev, $"{dev} became {state.BestDev}");
        Assert.InRange(state.BestDev!.Value, 0.9, 1);
    }

    [TorchFact]
    public void Run_StoppedAndResumed_GivesTheSameWeights()
    {
        using var whole = new TinyStudent(HeadKind.Residual);
        whole.Run(whole.Task(new()), Settings, null, TestContext.Current.CancellationToken);

        using var parts = new TinyStudent(HeadKind.Residual);
        using var stop = new CancellationTokenSource();
        void StopAt23(int step)
        {
            if (step == 23)
            {
                stop.Cancel();
            }
        }

        Assert.Throws<OperationCanceledException>(() => parts.Run(parts.Task(new()), Settings, StopAt23, stop.Token));
        using (no_grad())
        {
            parts.Twin.Parameters.All["downscale.weight"].fill_(9);
        }

        parts.Run(parts.Task(new()), Settings, null, TestContext.Current.CancellationToken);

        var (expected, actual) = (new ParameterSource(whole.Twin.Parameters), new ParameterSource(parts.Twin.Parameters));
        Assert.All(whole.Twin.Parameters.All, entry => Assert.Equal(expected.Read(entry.Key, entry.Value.shape), actual.Read(entry.Key, entry.Value.shape)));
    }

    [TorchFact]
    public void Losses_LabelsAlone_DoNotDependOnTheTeacher()
    {
        using var one = new TinyStudent(teacher: 4);
        using var other = new TinyStudent(teacher: -3);
        Assert.Equal(MeanLoss(one.Task(StudentLosses.LabelsAlone)), MeanLoss(other.Task(StudentLosses.LabelsAlone)));
        Assert.NotEqual(MeanLoss(one.Task(new())), MeanLoss(other.Task(new())));
    }

    [TorchTheory]
    [InlineData((int)TowerSharing.Everything)]
    [InlineData((int)TowerSharing.Trunk)]
    [InlineData((int)TowerSharing.Nothing)]
    public void Run_FrozenWords_StayAndTheRestMoves(int sharing)
    {
        using var student = new TinyStudent(sharing: (TowerSharing)sharing);
        StudentStart.FreezeWords(student.Twin);
        var source = new ParameterSource(student.Twin.Parameters);
        var before = student.Twin.Parameters.All.ToDictionary(entry => entry.Key, entry => source.Read(entry.Key, entry.Value.shape));

        student.Run(student.Task(new()), Settings with { Steps = 2 }, null, TestContext.Current.CancellationToken);

        Assert.All(student.Twin.Parameters.All, entry => Assert.Equal(
            entry.Key.EndsWith(
                WordPieceEmbedding.Words,
                StringComparison.Ordinal), before[entry.Key].SequenceEqual(source.Read(entry.Key, entry.Value.shape))));
    }

    private static StudentLosses Losses(string name) => name switch
    {
        "margins" => new() { Margins = 1, Pairs = 0, Lists = 0 },
        "labels" => StudentLosses.LabelsAlone,
        "in batch" => new() { InBatch = 0.1 },
        "whole batch" => new() { WholeBatch = true, Labels = 0.2 },
        _ => new(),
    };

    private static double MeanLoss(StudentTask task)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        return Enumerable.Range(0, 5).SelectMany(task.Losses).Average(loss => (double)loss.item<float>());
    }
}
