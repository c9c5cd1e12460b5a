using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Indices;

/// <summary>What an index's mapping has to have.</summary>
/// <param name="Field">The embedding object.</param>
/// <param name="Dimensions">The length of its vectors.</param>
internal sealed record EmbeddingShape(EmbeddingField Field, int Dimensions);
