using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Runs;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Loop;

public sealed class TrainingLoopTests : IDisposable
{
    private readonly TemporaryRun _run = new();
    private readonly TemporaryRun _other = new();

    public void Dispose()
    {
        _run.Dispose();
        _other.Dispose();
    }

    [TorchFact]
    public void Run_SameSeed_SameCurveAndWeights()
    {
        var (weights, state) = _run.Train(12);
        var (again, other) = _other.Train(12);

        Assert.Equal(weights, again);
        Assert.Equal(state!.Curve, other!.Curve);
        Assert.True(state.Curve[^1].Loss > 0);
    }

    [TorchFact]
    public void Run_OtherSeed_OtherWeights() =>
        Assert.NotEqual(_run.Train(12).Weights, _other.Train(12, refine: settings => settings with { Seed = 2 }).Weights);

    [TorchTheory]
    [InlineData(5)]
    [InlineData(8)]
    public void Run_InterruptedAndResumed_SameAsUninterrupted(int stopAfter)
    {
        var (whole, wholeState) = _run.Train(12, dev: 1);
        Assert.Null(_other.Train(12, stopAfter, dev: 1).State);
        Assert.Equal([$"checkpoint-{stopAfter:D8}"], _other.Checkpoints);

        var (resumed, resumedState) = _other.Train(12, dev: 1);

        Assert.Equal(whole, resumed);
        Assert.Equal(wholeState!.Curve, resumedState!.Curve);
    }

    [TorchFact]
    public void Run_Finished_DoesNothingMore()
    {
        var (weights, _) = _run.Train(6);
        var (again, state) = _run.Train(6);

        Assert.Equal(weights, again);
        Assert.Equal(6, state!.Step);
    }

    [TorchFact]
    public void Run_CheckpointThatCannotBeWritten_NamesTheRemedyAndKeepsTheOneBefore()
    {
        _run.Train(12, stopAfter: 5);
        var blocked = Path.Combine(_run.Path, "checkpoint-00000009.new");
        File.WriteAllText(blocked, "in the way");

        var exception = Assert.Throws<TrainingException>(() => _run.Train(12, stopAfter: 9));

        Assert.Contains("The checkpoint of step 9 could not be written", exception.Message, StringComparison.Ordinal);
        Assert.Contains("run the same command again", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["checkpoint-00000005"], _run.Checkpoints);
        File.Delete(blocked);
        Assert.Equal(_other.Train(12).Weights, _run.Train(12).Weights);
    }

    [TorchFact]
    public void Run_NoBetterDev_StopsAndKeepsTheBestWeights()
    {
        var (last, state) = _run.Train(40, refine: settings => settings with { Patience = 2 }, dev: [0.5, 0.7, 0.6, 0.7, 0.9]);

        Assert.Equal((16, 0.7), (state!.Step, state.BestDev));
        Assert.Equal([4, 8, 12, 16], state.Curve.Select(point => point.Step));
        using var best = TwinBert.Model.Weights.SafetensorsReader.Open(_run.Folder.BestWeights);
        using var end = TwinBert.Model.Weights.SafetensorsReader.Open(_run.Folder.LastWeights);
        Assert.NotEqual(last, best.Read("layer.weight", 6, 6));
        Assert.Equal(last, end.Read("layer.weight", 6, 6));
    }

    [TorchFact]
    public void Run_LossThatIsNoNumber_SaysWhatToDo()
    {
        using var task = new NoisyTask { BrokenStep = 2 };
        var loop = new TrainingLoop(
            task.Parameters,
            new() { Steps = 4, LearningRate = 0.1 },
            _run.Folder,
            new RunLines(TextWriter.Null, TimeProvider.System),
            TimeProvider.System);

        var exception = Assert.Throws<TrainingException>(() => loop.Run(task, CancellationToken.None));

        Assert.Contains("at step 2: lower the learning rate (0.1)", exception.Message, StringComparison.Ordinal);
    }
}
