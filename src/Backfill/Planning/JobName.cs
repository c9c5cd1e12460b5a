using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Planning;

/// <summary>
/// What the work on an index is called: after the index, and the <see cref="EmbeddingField.Mark"/> of the embedding object that is filled. So the embeddings
/// of two models can be made at the same time.
/// </summary>
public static class JobName
{
    /// <summary>Names the work. No index has a colon in its name.</summary>
    /// <param name="index">The concrete index.</param>
    /// <param name="embedding">The embedding object.</param>
    public static string Of(string index, EmbeddingField embedding)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        return embedding.Mark is { } mark ? $"{index}:{mark}" : index;
    }
}
