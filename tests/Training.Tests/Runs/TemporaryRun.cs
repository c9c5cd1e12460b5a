using TwinBert.Training.Loop;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Loop;

namespace TwinBert.Training.Tests.Runs;

/// <summary>A run's folder, deleted at the end, and a small model to train in it.</summary>
internal sealed class TemporaryRun : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-run").FullName;

    public string Path => System.IO.Path.Combine(_root, "run");

    public RunFolder Folder => new(Path);

    public IEnumerable<string> Checkpoints => Directory.GetDirectories(Path, "checkpoint-*").Select(path => System.IO.Path.GetFileName(path));

    /// <summary>Trains the small model in the folder, from where it stands there.</summary>
    /// <param name="steps">All steps.</param>
    /// <param name="stopAfter">The step after which it is cancelled.</param>
    /// <param name="refine">Changes the settings.</param>
    /// <param name="dev">The dev metric of the evaluations, in order.</param>
    public (float[] Weights, TrainingState? State) Train(
        int steps,
        int? stopAfter = null,
        Func<TrainingSettings, TrainingSettings>? refine = null,
        params double[] dev)
    {
        using var task = new NoisyTask(dev);
        using var cancellation = new CancellationTokenSource();
        var settings = new TrainingSettings { Steps = steps, LearningRate = 0.05, EvaluateEvery = 4 };
        var loop = new TrainingLoop(task.Parameters, refine?.Invoke(settings) ?? settings, Folder, new Stopper(cancellation, stopAfter), TimeProvider.System);
        TrainingState? state = null;
        try
        {
            state = loop.Run(task, cancellation.Token);
        }
        catch (OperationCanceledException) when (stopAfter is not null)
        {
        }

        return (task.Weights, state);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private sealed class Stopper(CancellationTokenSource cancellation, int? after) : ITrainingProgress
    {
        public void Stepped(int step, int steps, double loss, double learningRate)
        {
            if (step == after)
            {
                cancellation.Cancel();
            }
        }

        public void Evaluated(CurvePoint point, bool isBest)
        {
        }
    }
}
