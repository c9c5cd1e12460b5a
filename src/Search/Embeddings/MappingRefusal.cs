using TwinBert.Search.Cluster;

namespace TwinBert.Search.Embeddings;

/// <summary>Why an index's mapping did not get the embedding object.</summary>
/// <param name="Answer">What the engine answered.</param>
/// <param name="Index">The index whose limit of fields could not be raised; <see langword="null"/> where it was another call that failed.</param>
public sealed record MappingRefusal(ClusterAnswer Answer, string? Index = null);
