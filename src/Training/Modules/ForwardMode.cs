using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>How a model computes at the moment: shared by all of its layers. Not thread-safe.</summary>
internal sealed class ForwardMode
{
    /// <summary>The type in which matrices are multiplied; weights, sums and normalisations are always <c>float32</c>.</summary>
    public ScalarType Matrices { get; set; } = ScalarType.Float32;

    /// <summary>The share of activations that is dropped; 0 outside of training.</summary>
    public double Dropout { get; set; }
}
