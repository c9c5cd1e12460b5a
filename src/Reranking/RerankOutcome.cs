namespace TwinBert.Reranking;

/// <summary>How reranking one set of hits ended.</summary>
public enum RerankOutcome
{
    /// <summary>The hits have a new order and new scores.</summary>
    Reranked,

    /// <summary>The engine found nothing.</summary>
    NoHits,

    /// <summary>No hit of the window has an embedding of the model in use.</summary>
    NoEmbeddings,

    /// <summary>The hits do not come by descending score, so that their scores mean something else.</summary>
    NotByScore,

    /// <summary>The model gave something that is no similarity.</summary>
    InvalidSimilarity,
}
