using TwinBert.Model.Crossing;

namespace TwinBert.Training.Heads;

/// <summary>What a head is made of.</summary>
/// <param name="Kind">Its formula.</param>
/// <param name="Dimensions">The length of both embeddings, D.</param>
internal sealed record HeadShape(HeadKind Kind, int Dimensions)
{
    /// <summary>Residual: how query and document are joined.</summary>
    /// <value><see cref="Combiner.Max"/></value>
    public Combiner Combiner { get; init; } = Combiner.Max;

    /// <summary>Residual: the inner size, I.</summary>
    /// <value>256</value>
    public int InnerSize { get; init; } = 256;

    /// <summary>Query network: the number of units, k.</summary>
    /// <value>8</value>
    public int Units { get; init; } = 8;

    /// <summary>
    /// Residual and query network: whether a·cos(q, d) + c is part of the logit. With it, the rest starts at exactly zero, as a correction; without,
    /// it starts with random weights.
    /// </summary>
    /// <value>true</value>
    public bool HasPrior { get; init; } = true;
}
