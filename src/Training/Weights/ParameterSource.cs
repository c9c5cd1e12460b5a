using TwinBert.Model.Weights;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Weights;

/// <summary>The parameters of a model in memory, for exporters.</summary>
internal sealed class ParameterSource(ParameterSet parameters) : IWeightSource
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => [.. parameters.All.Keys];

    /// <inheritdoc/>
    public float[] Read(string name, params ReadOnlySpan<long> shape)
    {
        if (!parameters.All.TryGetValue(name, out var parameter))
        {
            throw new WeightsException($"The model has no parameter '{name}'.");
        }

        if (!shape.SequenceEqual(parameter.shape))
        {
            throw new WeightsException(
                $"Parameter '{name}' has the shape [{string.Join(", ", parameter.shape)}], and [{string.Join(", ", shape.ToArray())}] is expected.");
        }

        using var untracked = no_grad();
        using var flat = parameter.detach().contiguous();
        return flat.data<float>().ToArray();
    }
}
