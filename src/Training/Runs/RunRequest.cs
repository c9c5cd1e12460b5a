using TwinBert.Training.Loop;

namespace TwinBert.Training.Runs;

/// <summary>What a command line asks of a run, whatever it trains.</summary>
internal sealed record RunRequest
{
    /// <summary>The command's name.</summary>
    public required string Command { get; init; }

    /// <summary>The run's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether a run that the folder holds is thrown away.</summary>
    public bool Overwrite { get; init; }

    /// <summary>All options that decide the result, by name: a run is resumed with the same ones.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>The number of updates; <see langword="null"/> where <see cref="Minutes"/> decides it.</summary>
    public int? Steps { get; init; }

    /// <summary>How long to train.</summary>
    public double? Minutes { get; init; }

    /// <summary>The largest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Decides everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Steps from one evaluation to the next.</summary>
    public int EvaluateEvery { get; init; } = 500;

    /// <summary>Evaluations without a better one after which training stops; 0: never.</summary>
    public int Patience { get; init; }

    /// <summary><c>auto</c>, <c>fp32</c> or <c>bf16</c>.</summary>
    public string Precision { get; init; } = "auto";

    /// <summary>The threads that compute.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Receives progress and notices.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The settings of the training loop.</summary>
    /// <param name="steps">The number of updates.</param>
    public TrainingSettings Settings(int steps) =>
        new() { Steps = steps, LearningRate = LearningRate, Seed = Seed, EvaluateEvery = EvaluateEvery, Patience = Patience };
}
