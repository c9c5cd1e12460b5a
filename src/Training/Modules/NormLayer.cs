using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>Layer normalisation, always in <c>float32</c>.</summary>
internal sealed class NormLayer(ParameterSet parameters, string name, int size, double epsilon)
{
    private readonly Parameter _scale = parameters.Constant(name + ".weight", 1, size);
    private readonly Parameter _shift = parameters.Constant(name + ".bias", 0, size);

    /// <summary>Normalises the last axis.</summary>
    public Tensor Forward(Tensor x) => nn.functional.layer_norm(x, [size], _scale, _shift, epsilon);
}
