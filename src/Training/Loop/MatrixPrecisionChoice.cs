using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Loop;

/// <summary>
/// Decides what matrices are multiplied in. Processors with instructions for bfloat16 train about twice as fast with it, others several times more
/// slowly: only a measurement tells.
/// </summary>
internal static class MatrixPrecisionChoice
{
    /// <summary>Floats.</summary>
    public const string Full = "fp32";

    /// <summary>Brain floats.</summary>
    public const string Brain = "bf16";

    private const int Steps = 3;

    /// <summary>The type that a name stands for.</summary>
    public static ScalarType Type(string name) => name == Brain ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>The seconds of a step, forwards and backwards; changes no parameter but its gradient.</summary>
    /// <param name="mode">Is set to the precision.</param>
    /// <param name="task">What is learnt.</param>
    /// <param name="precision">What to measure.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static double Measure(ForwardMode mode, ITrainingTask task, string precision, TimeProvider time, CancellationToken cancellationToken)
    {
        mode.Matrices = Type(precision);
        var best = double.MaxValue;
        for (var step = 0; step <= Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = time.GetTimestamp();
            Pass(task, step);
            var seconds = time.GetElapsedTime(started).TotalSeconds;

            // The first one warms up.
            best = step == 0 ? best : Math.Min(best, seconds);
        }

        return best;
    }

    private static void Pass(ITrainingTask task, int step)
    {
        using var scope = NewDisposeScope();
        foreach (var loss in task.Losses(step))
        {
            loss.backward();
            loss.Dispose();
        }
    }
}
