namespace TwinBert.Model.Crossing;

/// <summary>The network that a <see cref="QueryNetCrossing"/> makes of one query: k units over a document of D components, byte / 127 each.</summary>
public sealed record QueryNetwork
{
    /// <summary>The units u₁ … u_k, one after the other, k·D numbers.</summary>
    public required ReadOnlyMemory<float> Units { get; init; }

    /// <summary>The offsets c_k.</summary>
    public required ReadOnlyMemory<float> Offsets { get; init; }

    /// <summary>The gates a_k.</summary>
    public required ReadOnlyMemory<float> Gates { get; init; }

    /// <summary>The base b.</summary>
    public required float Base { get; init; }
}
