using TwinBert.Training.Loop;

namespace TwinBert.Training.Runs;

/// <summary>How a run ended: its <c>metrics.json</c>.</summary>
/// <param name="Steps">The updates that were made.</param>
/// <param name="Seconds">The time spent training.</param>
/// <param name="StepsPerSecond">The rate.</param>
/// <param name="Loss">The mean loss of the last stretch of the curve.</param>
/// <param name="BestDev">The best dev metric; <see langword="null"/> where none was measured.</param>
/// <param name="BestStep">When it was reached.</param>
internal sealed record RunMetrics(int Steps, double Seconds, double StepsPerSecond, double? Loss, double? BestDev, int? BestStep)
{
    /// <summary>The metrics of a run that is over.</summary>
    public static RunMetrics Of(TrainingState state) => new(
        state.Step,
        Math.Round(state.Seconds, 1),
        state.Seconds > 0 ? Math.Round(state.Step / state.Seconds, 3) : 0,
        state.Curve.Count > 0 ? state.Curve[^1].Loss : null,
        state.BestDev,
        state.Curve.Where(point => point.Dev is not null).OrderByDescending(point => point.Dev).Select(point => (int?)point.Step).FirstOrDefault());
}
