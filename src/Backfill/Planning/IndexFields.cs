using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Planning;

/// <summary>Which fields of an index make a document's text, and where its embedding goes.</summary>
/// <param name="TextFields">Paths, in the order in which their values are joined.</param>
/// <param name="Embedding">The embedding object.</param>
public sealed record IndexFields(IReadOnlyList<string> TextFields, EmbeddingField Embedding)
{
    /// <summary>Names this choice, so that a checkpoint made under another one is noticed.</summary>
    public string Signature => $"{Embedding.Name} <- {string.Join(", ", TextFields)}";
}
