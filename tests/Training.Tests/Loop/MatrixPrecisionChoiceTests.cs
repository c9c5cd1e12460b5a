using Microsoft.Extensions.Time.Testing;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Tests.Torch;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Loop;

public sealed class MatrixPrecisionChoiceTests
{
    [TorchTheory]
    [InlineData("fp32", 1)]
    [InlineData("bf16", 3)]
    public void Measure_APrecision_GivesTheSecondsOfAStepInIt(string precision, double seconds)
    {
        var time = new FakeTimeProvider();
        var mode = new ForwardMode();

        Assert.Equal(seconds, MatrixPrecisionChoice.Measure(mode, new SlowTask(mode, time), precision, time, CancellationToken.None), 1e-6);
        Assert.Equal(MatrixPrecisionChoice.Type(precision), mode.Matrices);
    }

    /// <summary>A step takes 1 s in floats, 3 s in brain floats, and 10 s the first time.</summary>
    private sealed class SlowTask(ForwardMode mode, FakeTimeProvider time) : ITrainingTask
    {
        public IEnumerable<Tensor> Losses(int step)
        {
            time.Advance(TimeSpan.FromSeconds(step == 0 ? 10 : mode.Matrices == ScalarType.BFloat16 ? 3 : 1));
            yield return zeros(1, requires_grad: true).sum();
        }

        public double? Evaluate() => null;
    }
}
