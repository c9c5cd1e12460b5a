using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Ingest;

/// <summary>An index as a write finds it.</summary>
/// <param name="IsReady">Whether it maps all of the embedding object.</param>
/// <param name="Misfit">What it maps otherwise; <see langword="null"/> when nothing.</param>
/// <param name="IsConcrete">Whether the name is that of an index, not of an alias or a data stream.</param>
internal sealed record IndexState(bool IsReady, EmbeddingMisfit? Misfit, bool IsConcrete);
