namespace TwinBert.Search.Features;

/// <summary>What a search has that not every form of reranking bears. What is not here matters to none.</summary>
public enum SearchFeature
{
    /// <summary>A URL that cannot be read with certainty.</summary>
    UnreadableUrl,

    /// <summary>A body that cannot be read with certainty.</summary>
    UnreadableBody,

    /// <summary>An asynchronous search.</summary>
    Asynchronous,

    /// <summary>A parameter whose effect is not known.</summary>
    UnknownParameter,

    /// <summary>A member of the body whose effect is not known.</summary>
    UnknownKey,

    /// <summary>The body stands in the URL.</summary>
    BodyInUrl,

    /// <summary>The answer is wanted in another format than JSON.</summary>
    OtherFormat,

    /// <summary>The answer is cut down, past what is needed to rerank it.</summary>
    FilteredAnswer,

    /// <summary>The hits come by score, best first, and ties by something else.</summary>
    TieBreak,

    /// <summary>The hits come by something else than the score.</summary>
    OtherSort,

    /// <summary>The hits are read page by page in a scroll.</summary>
    Scroll,

    /// <summary>A part of an index is read.</summary>
    Slice,

    /// <summary>A point in time is read.</summary>
    PointInTime,

    /// <summary>The page follows the sort values of a hit.</summary>
    SearchAfter,

    /// <summary>One hit stands for a group.</summary>
    Collapse,

    /// <summary>The client rescores by itself.</summary>
    Rescore,

    /// <summary>A <c>standard</c> retriever around a query.</summary>
    StandardRetriever,

    /// <summary>Any other retriever.</summary>
    OtherRetriever,

    /// <summary>Vectors, or a model of the client's own.</summary>
    Vectors,

    /// <summary>Rankings that the client merges.</summary>
    MergedRankings,

    /// <summary>Documents whose place the client fixes.</summary>
    Pinned,

    /// <summary>A search pipeline.</summary>
    SearchPipeline,

    /// <summary>The engine tells how it runs the search.</summary>
    Profile,

    /// <summary>A completion suggester.</summary>
    Completion,

    /// <summary>Hits without identity.</summary>
    NoStoredFields,

    /// <summary>The client asks for the embedding, in a way that cannot be told from ours.</summary>
    EmbeddingRequested,

    /// <summary>An aggregation that reads scores.</summary>
    ScoredAggregation,

    /// <summary>An aggregation that gives the best hits.</summary>
    BestHitsAggregation,

    /// <summary>A text's score to which the client adds something else.</summary>
    AddedScore,

    /// <summary>The same, in a search whose scores the client goes on to change, so that it cannot be scored once more.</summary>
    AddedScoreChanged,

    /// <summary>The same, with a least score, and hits that tell which parts of the query they matched.</summary>
    AddedScoreWithLeast,

    /// <summary>No hits are wanted.</summary>
    NoHits,

    /// <summary>A page that begins behind the rerank window.</summary>
    BehindWindow,

    /// <summary>A page behind what an engine gives.</summary>
    BehindResults,

    /// <summary>A query that gives no text to rerank by.</summary>
    NoText,

    /// <summary>A text of which the last word is still being typed.</summary>
    HalfTyped,

    /// <summary>A score that tells nothing of the text.</summary>
    ScoreWithoutText,
}
