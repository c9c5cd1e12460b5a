using TwinBert.Model.Weights;

namespace TwinBert.Training.Towers;

/// <summary>A model's weights without what follows its transformer.</summary>
/// <param name="source">The model.</param>
internal sealed class TrunkAlone(IWeightSource source) : IWeightSource
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names { get; } =
        [.. source.Names.Where(name => !name.Contains("downscale.", StringComparison.Ordinal) && !name.Contains("pooler.", StringComparison.Ordinal))];

    /// <inheritdoc/>
    public float[] Read(string name, params ReadOnlySpan<long> shape) => source.Read(name, shape);
}
