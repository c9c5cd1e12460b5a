namespace TwinBert.Training.Loop;

/// <summary>One point of a run's curves.</summary>
/// <param name="Step">After how many steps.</param>
/// <param name="Loss">The mean loss since the point before.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Dev">The dev metric, where it was measured.</param>
internal sealed record CurvePoint(int Step, double Loss, double LearningRate, double? Dev);
