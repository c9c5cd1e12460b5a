namespace TwinBert.Protocol;

/// <summary>
/// How a search ended. An open set: a newer sidecar may say a word that has no constant here. Compare with <c>==</c>. Immutable and thread-safe.
/// </summary>
/// <param name="Name">The first word of the verdict's text.</param>
public readonly record struct RerankStatus(string Name)
{
    /// <summary>The hits come in the model's order.</summary>
    public static RerankStatus Reranked { get; } = new("reranked");

    /// <summary>The search was not eligible, or reranking was switched off: the engine's own answer.</summary>
    public static RerankStatus Skipped { get; } = new("skipped");

    /// <summary>Reranking was tried and failed: the engine's own answer.</summary>
    public static RerankStatus Failed { get; } = new("failed");

    /// <summary>The word in the verdict's text.</summary>
    public override string ToString() => Name;
}
