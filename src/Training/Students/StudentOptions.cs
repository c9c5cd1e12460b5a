using TwinBert.Training.Heads;
using TwinBert.Training.Loop;

namespace TwinBert.Training.Students;

/// <summary>How an encoder and its head are trained together.</summary>
internal sealed record StudentOptions
{
    private const double HeadRateFactor = 10;

    /// <summary>What is learned.</summary>
    public StudentLosses Losses { get; init; } = new();

    /// <summary>The share of activations that is dropped while training.</summary>
    /// <value>0</value>
    public double Dropout { get; init; }

    /// <summary>Settings that suit it: 1e-4 for the encoder, ten times as much for the head.</summary>
    /// <param name="steps">The number of updates.</param>
    public static TrainingSettings Settings(int steps) => new()
    {
        Steps = steps,
        LearningRate = 1e-4,
        RateFactors = [.. CrossingHead.NameParts.Select(part => (part, HeadRateFactor))],
    };
}
