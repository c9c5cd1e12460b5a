namespace TwinBert.Training.Loop;

/// <summary>How a model is trained, whatever it learns.</summary>
internal sealed record TrainingSettings
{
    /// <summary>The number of updates.</summary>
    public required int Steps { get; init; }

    /// <summary>The largest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The share of the steps in which the rate rises from 0.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>AdamW's weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The largest norm of the gradients.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Steps from one evaluation to the next.</summary>
    public int EvaluateEvery { get; init; } = 500;

    /// <summary>Evaluations without a better one after which training stops; 0: never.</summary>
    public int Patience { get; init; }

    /// <summary>The time from one checkpoint to the next.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Decides the order of the data and what is dropped.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Parameters with learning rates of their own: what their name contains, and the factor on the rate.</summary>
    public IReadOnlyList<(string NamePart, double Factor)> RateFactors { get; init; } = [];
}
