namespace TwinBert.Search.Embeddings;

/// <summary>How an index stands to the embedding object.</summary>
/// <param name="IsPresent">Whether the mapping has a field of that name.</param>
/// <param name="Misfit">What about the field is not as it has to be, found and expected, in one line; <see langword="null"/> when it fits or is absent.</param>
public readonly record struct EmbeddingMappingState(bool IsPresent, string? Misfit = null)
{
    /// <summary>Whether embeddings can be written.</summary>
    public bool Fits => IsPresent && Misfit is null;
}
