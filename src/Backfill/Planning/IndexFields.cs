using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Planning;

/// <summary>Which fields of an index make a document's text, where its embedding goes, and which model makes it.</summary>
/// <param name="TextFields">Paths, in the order in which their values are joined.</param>
/// <param name="Embedding">The embedding object.</param>
/// <param name="Model">The model.</param>
public sealed record IndexFields(IReadOnlyList<string> TextFields, EmbeddingField Embedding, IndexModel Model)
{
    /// <summary>Whether its vectors are to be spelled as every engine of the family takes them.</summary>
    public bool AsNumbers { get; init; }

    /// <summary>Names this choice of fields, so that a checkpoint made under another one is noticed.</summary>
    public string Signature => $"{Embedding.Name} <- {string.Join(", ", TextFields)}";
}
