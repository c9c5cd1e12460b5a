namespace TwinBert.Search.Embeddings;

/// <summary>How an index came to map the embedding object wrongly, as far as its mapping shows.</summary>
public enum EmbeddingMisfitCause
{
    /// <summary>
    /// The engine guessed: documents with embeddings came into the index before its mapping, by a <c>_reindex</c>, a restore or another tool.
    /// </summary>
    Guessed,

    /// <summary>The mapping is ours, made for another model or another family of engines.</summary>
    OtherModel,

    /// <summary>The field is something else altogether, and may be the application's own.</summary>
    Foreign,
}

/// <summary>What about an index's mapping of the embedding object is not as it has to be. As text: found and expected, in one line.</summary>
/// <param name="Cause">How it came about.</param>
/// <param name="Path">The field's path.</param>
/// <param name="Found">What it is mapped as.</param>
/// <param name="Expected">What it has to be mapped as.</param>
public sealed record EmbeddingMisfit(EmbeddingMisfitCause Cause, string Path, string Found, string Expected)
{
    /// <summary>What happened, in one sentence.</summary>
    public string Explanation => Cause switch
    {
        EmbeddingMisfitCause.Guessed => "The engine mapped it by guessing, because documents with embeddings came into the index before its mapping (a "
            + "_reindex, a restore, another tool).",
        EmbeddingMisfitCause.OtherModel => "It was mapped for another model or another engine.",
        _ => "The field is not TwinBert's.",
    };

    /// <summary>What to do, in one sentence.</summary>
    /// <param name="index">The index.</param>
    public string Remedy(string index) => Cause switch
    {
        EmbeddingMisfitCause.Guessed => $"Run 'twinbert repair {index}', which copies the index with the right mapping.",
        EmbeddingMisfitCause.OtherModel => $"Run 'twinbert repair {index}', which copies the index with the right mapping and without those embeddings, "
            + "and then a backfill; or choose another EmbeddingField for this index, which keeps them.",
        _ => "Choose another EmbeddingField for this index, or copy it to a new index without that field.",
    };

    /// <inheritdoc/>
    public override string ToString() => $"'{Path}' is {Found}, expected {Expected}";
}
