namespace TwinBert.Search.Features;

/// <summary>The forms in which a search can be sent to be reranked.</summary>
public enum RerankForm
{
    /// <summary>The engine multiplies the score of every document that matches: the query is put into a <c>function_score</c>, around its text.</summary>
    Wrap,

    /// <summary>The engine multiplies the scores of each shard's best hits: one more <c>rescore</c>.</summary>
    Rescore,

    /// <summary>The engine gives a wider page with vectors, and the order is made outside of it.</summary>
    Window,
}
