namespace TwinBert.Cli.Repair;

/// <summary>What a copy has of its index.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="Kept">Those whose embedding came along.</param>
/// <param name="Dropped">Those whose embedding was left behind.</param>
internal readonly record struct CopyCounts(long Documents, long Kept, long Dropped)
{
    /// <summary>With one document more.</summary>
    public CopyCounts And(EmbeddingFate fate) =>
        new(Documents + 1, Kept + (fate == EmbeddingFate.Kept ? 1 : 0), Dropped + (fate == EmbeddingFate.Dropped ? 1 : 0));
}
