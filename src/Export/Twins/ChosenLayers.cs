using System.Globalization;
using System.Text.RegularExpressions;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Twins;

/// <summary>A model with some of its layers, numbered anew.</summary>
internal sealed partial class ChosenLayers(IWeightSource source, IReadOnlyList<int> layers) : IWeightSource
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => source.Names;

    /// <inheritdoc/>
    public float[] Read(string name, params ReadOnlySpan<long> shape) =>
        source.Read(
            LayerNumber().Replace(name, match => layers[int.Parse(match.Value, CultureInfo.InvariantCulture)].ToString(CultureInfo.InvariantCulture)),
            shape);

    [GeneratedRegex(@"(?<=(^|\.)encoder\.layer\.)\d+(?=\.)")]
    private static partial Regex LayerNumber();
}
