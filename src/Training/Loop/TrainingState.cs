namespace TwinBert.Training.Loop;

/// <summary>Where a run stands.</summary>
/// <param name="Step">The steps that are done.</param>
/// <param name="BestDev">The best dev metric so far.</param>
/// <param name="WithoutBetter">The evaluations since then.</param>
/// <param name="Seconds">The time spent training.</param>
/// <param name="Curve">The curves so far.</param>
internal sealed record TrainingState(int Step, double? BestDev, int WithoutBetter, double Seconds, IReadOnlyList<CurvePoint> Curve)
{
    /// <summary>The dev metric of the step that was just done; null when it was not measured.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? LastDev { get; init; }

    /// <summary>The sum of the losses since the last point of the curve.</summary>
    public double LossSum { get; init; }

    /// <summary>How many there are in it.</summary>
    public int LossCount { get; init; }

    /// <summary>A run that has not begun.</summary>
    public static TrainingState Start { get; } = new(0, null, 0, 0, []);
}
