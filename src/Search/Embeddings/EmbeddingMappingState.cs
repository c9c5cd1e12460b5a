namespace TwinBert.Search.Embeddings;

/// <summary>How an index stands to the embedding object.</summary>
/// <param name="IsPresent">Whether its mapping has all of the object. What is absent or incomplete can be added to the mapping.</param>
/// <param name="Misfit">What is mapped in a way that cannot be changed any more; <see langword="null"/> when nothing is.</param>
public readonly record struct EmbeddingMappingState(bool IsPresent, EmbeddingMisfit? Misfit = null)
{
    /// <summary>Whether embeddings can be written.</summary>
    public bool Fits => IsPresent && Misfit is null;
}
