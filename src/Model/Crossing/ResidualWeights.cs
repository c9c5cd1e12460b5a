namespace TwinBert.Model.Crossing;

/// <summary>
/// The weights of a <see cref="ResidualCrossing"/>, matrices row by row: I is the inner size, X the length of the joined vector, D (max) or 2D (concatenation)
/// for embeddings of D components.
/// </summary>
public sealed record ResidualWeights
{
    /// <summary>W₁, [I, X].</summary>
    public required ReadOnlyMemory<float> Inner1Weight { get; init; }

    /// <summary>b₁, [I].</summary>
    public required ReadOnlyMemory<float> Inner1Bias { get; init; }

    /// <summary>W₂, [X, I].</summary>
    public required ReadOnlyMemory<float> Inner2Weight { get; init; }

    /// <summary>b₂, [X].</summary>
    public required ReadOnlyMemory<float> Inner2Bias { get; init; }

    /// <summary>w, [X].</summary>
    public required ReadOnlyMemory<float> OutputWeight { get; init; }

    /// <summary>b.</summary>
    public required float OutputBias { get; init; }

    /// <summary>What is added of the cosine; <see langword="null"/> for none.</summary>
    public SimilarityPrior? Prior { get; init; }
}
