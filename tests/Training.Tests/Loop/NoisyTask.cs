using TorchSharp;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Loop;

/// <summary>Fits a matrix to another, with dropout, so that the state of chance matters too.</summary>
/// <param name="dev">What its evaluations give, in order; the last one again and again.</param>
internal sealed class NoisyTask(params double[] dev) : ITrainingTask, IDisposable
{
    private const int Size = 6;
    private readonly ForwardMode _mode = new();
    private readonly ParameterSet _parameters = new(3);
    private DenseLayer? _layer;
    private int _evaluations;

    public ParameterSet Parameters
    {
        get
        {
            _ = Layer;
            return _parameters;
        }
    }

    public float[] Weights => Layer.Weight.detach().contiguous().data<float>().ToArray();

    /// <summary>Makes the loss of a step what it is not.</summary>
    public int? BrokenStep { get; init; }

    private DenseLayer Layer => _layer ??= new(_parameters, _mode, "layer", Size, Size);

    public IEnumerable<Tensor> Losses(int step)
    {
        var random = new Random(step);
        var x = tensor([.. Enumerable.Range(0, 8 * Size).Select(_ => (float)random.NextDouble())], [8, Size]);
        var kept = nn.functional.dropout(x, 0.3, training: true);
        var loss = (Layer.Forward(kept) - (x * 2)).square().mean();
        yield return step == BrokenStep ? loss * float.NaN : loss;
    }

    public double? Evaluate() => dev.Length == 0 ? null : dev[Math.Min(_evaluations++, dev.Length - 1)];

    public void Dispose() => Parameters.Dispose();
}
