using TwinBert.Model.Crossing;

namespace TwinBert.Training.Heads;

/// <summary>Which crossing layer a head becomes.</summary>
internal enum HeadKind
{
    /// <summary>σ(a·cos + c).</summary>
    Cosine,

    /// <summary>A residual network over the joined embeddings.</summary>
    Residual,

    /// <summary>A small network over the document that is generated from the query.</summary>
    QueryNet,
}

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
