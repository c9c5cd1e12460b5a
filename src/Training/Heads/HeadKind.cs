namespace TwinBert.Training.Heads;

/// <summary>Which crossing layer a head becomes.</summary>
internal enum HeadKind
{
    /// <summary>σ(a·cos + c).</summary>
    Cosine,

    /// <summary>A residual network over the joined embeddings.</summary>
    Residual,

    /// <summary>A small network over the document that is generated from the query.</summary>
    QueryNet,
}
