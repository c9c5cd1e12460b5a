using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>x Wᵀ + b, multiplied in the model's matrix precision.</summary>
internal sealed class DenseLayer
{
    private const double InitialDeviation = 0.02;
    private readonly ForwardMode _mode;

    /// <summary>Makes a layer with small random weights and no bias.</summary>
    public DenseLayer(ParameterSet parameters, ForwardMode mode, string name, int inputs, int outputs, double deviation = InitialDeviation)
    {
        _mode = mode;
        Weight = parameters.Normal(name + ".weight", deviation, outputs, inputs);
        Bias = parameters.Constant(name + ".bias", 0, outputs);
    }

    /// <summary>[outputs, inputs].</summary>
    public Parameter Weight { get; }

    /// <summary>[outputs].</summary>
    public Parameter Bias { get; }

    /// <summary>[…, inputs] to […, outputs], in matrix precision.</summary>
    public Tensor Forward(Tensor x) => nn.functional.linear(x.to(_mode.Matrices), Weight.to(_mode.Matrices), Bias.to(_mode.Matrices));

    /// <summary>Several layers with the same input as one multiplication: [batch, tokens, sum of outputs].</summary>
    public static Tensor Together(ForwardMode mode, Tensor x, params DenseLayer[] layers)
    {
        var weight = cat([.. layers.Select(layer => (Tensor)layer.Weight)], 0);
        var bias = cat([.. layers.Select(layer => (Tensor)layer.Bias)], 0);
        return nn.functional.linear(x.to(mode.Matrices), weight.to(mode.Matrices), bias.to(mode.Matrices));
    }
}
