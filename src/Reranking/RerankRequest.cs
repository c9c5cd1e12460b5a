using TwinBert.Model.Encoding;
using TwinBert.Search.Responses;

namespace TwinBert.Reranking;

/// <summary>What is to be reranked.</summary>
public sealed record RerankRequest
{
    /// <summary>The query's embedding, as long as the crossing layer takes.</summary>
    public required QueryEmbedding Query { get; init; }

    /// <summary>The engine's hits in its order; those behind the window stay as they are.</summary>
    public required IReadOnlyList<CandidateHit> Hits { get; init; }

    /// <summary>How many of the best hits are reranked, from 1.</summary>
    public required int Window { get; init; }

    /// <summary>β of the blend, 0 to 20.</summary>
    public required double ModelWeight { get; init; }

    /// <summary>What the new scores say.</summary>
    /// <value><see cref="ScoreContract.Fused"/></value>
    public ScoreContract Scores { get; init; } = ScoreContract.Fused;
}
