namespace TwinBert.Model.Encoding;

/// <summary>What the document tower makes of a document, quantised to signed bytes: what is stored in the index.</summary>
/// <param name="Values">The components, −127 to 127; not to be changed once handed over. Empty for a document without an embedding.</param>
public readonly record struct DocumentEmbedding(ReadOnlyMemory<sbyte> Values)
{
    /// <summary>The number of components.</summary>
    public int Dimensions => Values.Length;
}
