namespace TwinBert.Reranking.Plans;

/// <summary>How a <see cref="WindowPlan"/> ranks its window.</summary>
public sealed record WindowPlanOptions
{
    /// <summary>Gives the hits their order.</summary>
    public required Reranker Reranker { get; init; }

    /// <summary>β of the blend, 0 to 20.</summary>
    public required double ModelWeight { get; init; }

    /// <summary>What the new scores say.</summary>
    /// <value><see cref="ScoreContract.Fused"/></value>
    public ScoreContract Scores { get; init; } = ScoreContract.Fused;

    /// <summary>Whether the embedding object stays visible in <c>_source</c>.</summary>
    /// <value><see langword="false"/></value>
    public bool ShowsEmbedding { get; init; }
}
