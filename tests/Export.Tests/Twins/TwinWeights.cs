using TwinBert.Model.Weights;
using TwinBert.TestKit.Models;

namespace TwinBert.Export.Tests.Twins;

/// <summary>Made-up weights of a twin, of which only what bears one of the prefixes is there.</summary>
internal sealed class TwinWeights(params string[] prefixes) : IWeightSource
{
    private readonly RandomWeights _weights = new();

    public IReadOnlyCollection<string> Names => prefixes;

    public List<string> Asked { get; } = [];

    public float[] Read(string name, params ReadOnlySpan<long> shape)
    {
        Asked.Add(name);
        return prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            ? _weights.Read(name, shape)
            : throw new WeightsException($"There is no tensor '{name}'.");
    }
}
