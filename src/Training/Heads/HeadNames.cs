using TwinBert.Model.Crossing;

namespace TwinBert.Training.Heads;

/// <summary>What heads are called.</summary>
internal static class HeadNames
{
    /// <summary>The name in a manifest; with a dot, also what the parameters' names begin with.</summary>
    public static string Name(this HeadKind kind) => kind switch
    {
        HeadKind.Cosine => CosineCrossing.LayerName,
        HeadKind.Residual => ResidualCrossing.LayerName,
        _ => QueryNetCrossing.LayerName,
    };
}
