using TwinBert.Model.Weights;

namespace TwinBert.Export.Bert;

/// <summary>The learned scale and shift of a layer normalisation.</summary>
internal sealed record LayerNorm(float[] Scale, float[] Shift)
{
    /// <summary>Reads <c>NAME.weight</c> and <c>NAME.bias</c>.</summary>
    public static LayerNorm Read(IWeightSource source, string name, int size) => new(source.Read(name + ".weight", size), source.Read(name + ".bias", size));
}
