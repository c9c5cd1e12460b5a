namespace TwinBert.Protocol;

/// <summary>The three ends of a search.</summary>
public enum RerankStatus
{
    /// <summary>The hits come in the model's order.</summary>
    Reranked,

    /// <summary>The search was not eligible, or reranking was switched off: the engine's own answer.</summary>
    Skipped,

    /// <summary>Reranking was tried and failed: the engine's own answer.</summary>
    Failed,
}
