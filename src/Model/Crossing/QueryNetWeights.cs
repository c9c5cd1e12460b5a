namespace TwinBert.Model.Crossing;

/// <summary>
/// The weights of a <see cref="QueryNetCrossing"/>, matrices row by row: k is the number of units, D the length of an embedding. Each generates a part of the
/// query's own network.
/// </summary>
public sealed record QueryNetWeights
{
    /// <summary>The units u₁ … u_k, one after the other: [k·D, D].</summary>
    public required ReadOnlyMemory<float> UnitsWeight { get; init; }

    /// <summary>The units' biases, [k·D].</summary>
    public required ReadOnlyMemory<float> UnitsBias { get; init; }

    /// <summary>The offsets c_k, [k, D].</summary>
    public required ReadOnlyMemory<float> OffsetsWeight { get; init; }

    /// <summary>The offsets' biases, [k].</summary>
    public required ReadOnlyMemory<float> OffsetsBias { get; init; }

    /// <summary>The gates a_k, [k, D].</summary>
    public required ReadOnlyMemory<float> GatesWeight { get; init; }

    /// <summary>The gates' biases, [k].</summary>
    public required ReadOnlyMemory<float> GatesBias { get; init; }

    /// <summary>The base b, [D].</summary>
    public required ReadOnlyMemory<float> BaseWeight { get; init; }

    /// <summary>The base's bias.</summary>
    public required float BaseBias { get; init; }

    /// <summary>What is added of the cosine; <see langword="null"/> for none.</summary>
    public SimilarityPrior? Prior { get; init; }
}
