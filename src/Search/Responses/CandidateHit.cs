using TwinBert.Search.Json;

namespace TwinBert.Search.Responses;

/// <summary>A hit as the engine gave it.</summary>
public readonly record struct CandidateHit
{
    /// <summary>The engine's score; NaN where it gave none.</summary>
    public required float UpstreamScore { get; init; }

    /// <summary>The document's embedding; empty where there is none of the expected length.</summary>
    public required ReadOnlyMemory<sbyte> Vector { get; init; }

    /// <summary>The fingerprint of the model that made it; <see langword="null"/> where there is none.</summary>
    public required string? Model { get; init; }

    /// <summary>The hit's object.</summary>
    internal JsonSpan Span { get; init; }

    /// <summary>The value of <c>_score</c>; empty where there is none.</summary>
    internal JsonSpan Score { get; init; }

    /// <summary>The part of the response's cuts that lies in this hit.</summary>
    internal Range Cuts { get; init; }
}
