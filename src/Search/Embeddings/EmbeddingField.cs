namespace TwinBert.Search.Embeddings;

/// <summary>
/// The object in a document that holds its embedding: <c>"twinbert": {"embedding": […], "model": "…", "text_hash": "…"}</c>.
/// A top-level name; documents are spliced and cut by it.
/// </summary>
/// <param name="Name">The object's name, <c>twinbert</c> by default.</param>
public sealed record EmbeddingField(string Name)
{
    /// <summary>The name used when the configuration gives none.</summary>
    public const string DefaultName = "twinbert";

    /// <summary>
    /// What of it stands in the names and records of what belongs to one embedding object of an index (a job, the alias of a run, a lost document): its name,
    /// and <see langword="null"/> for the object of the default name, whose things are called after the index alone.
    /// </summary>
    public string? Mark => Name == DefaultName ? null : Name;

    /// <summary>The path of the vector.</summary>
    public string VectorPath => Name + ".embedding";

    /// <summary>The path of the fingerprint of the model that made the vector.</summary>
    public string ModelPath => Name + ".model";

    /// <summary>The path of the hash of the text that the vector was made from.</summary>
    public string TextHashPath => Name + ".text_hash";
}
