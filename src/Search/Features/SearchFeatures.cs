using TwinBert.Protocol;

namespace TwinBert.Search.Features;

/// <summary>
/// The table of what a search may have and which forms of reranking bear it. The forms that the engine crosses give its own page as it is, so that they bear
/// whatever the engine does with a query, or behind a <c>rescore</c>; the window has to move hits, and so to understand all that is said of them.
/// </summary>
public static class SearchFeatures
{
    private static readonly FeatureSupport[] Table =
    [
        None(SearchFeature.UnreadableUrl, "a URL that cannot be read with certainty", RerankReason.UnreadableUrl),
        None(SearchFeature.UnreadableBody, "a body that cannot be read with certainty", RerankReason.UnreadableBody),
        InTheEngine(SearchFeature.Asynchronous, "`_async_search`", RerankReason.Async),
        None(SearchFeature.UnknownParameter, "an unknown URL parameter", RerankReason.UnknownParameter),
        None(SearchFeature.UnknownKey, "an unknown member of the body", RerankReason.UnknownKey),
        None(SearchFeature.BodyInUrl, "`source=` in the URL", RerankReason.SourceParameter),
        InTheEngine(SearchFeature.OtherFormat, "answers in YAML, CBOR and SMILE", RerankReason.Format),
        InTheEngine(SearchFeature.FilteredAnswer, "a `filter_path` that takes away what hits are told by", RerankReason.FilterPath),
        WrapOnly(SearchFeature.TieBreak, "`sort` by `_score`, best first, and then by something else", RerankReason.Sort),
        None(SearchFeature.OtherSort, "any other `sort`", RerankReason.Sort),
        WrapOnly(SearchFeature.Scroll, "`scroll`", RerankReason.Scroll),
        WrapOnly(SearchFeature.Slice, "`slice`", RerankReason.Slice),
        InTheEngine(SearchFeature.PointInTime, "`pit`", RerankReason.PointInTime),
        WrapOnly(SearchFeature.SearchAfter, "`search_after`", RerankReason.SearchAfter),
        // Elasticsearch rescores groups, but finds no more of them than the window has.
        WrapOnly(SearchFeature.Collapse, "`collapse`", RerankReason.Collapse),
        // What the client rescores by has to come before us.
        new(SearchFeature.Rescore, "`rescore` of the client's own", RerankReason.Rescore, null, RerankReason.Rescore),
        // Elasticsearch has a retriever that rescores, but its pages end with the window.
        WrapOnly(SearchFeature.StandardRetriever, "`retriever: standard` around a query, on Elasticsearch", RerankReason.Retriever) with
        {
            OnOpenSearch = RerankReason.Retriever,
        },
        None(SearchFeature.OtherRetriever, "any other `retriever`", RerankReason.Retriever),
        None(SearchFeature.Vectors, "`knn` and queries by vectors or models", RerankReason.Knn),
        None(SearchFeature.MergedRankings, "`rank`, `sub_searches`", RerankReason.Rank),
        None(SearchFeature.Pinned, "`pinned`, `rule`", RerankReason.Pinned),
        None(SearchFeature.SearchPipeline, "`search_pipeline`", RerankReason.SearchPipeline),
        InTheEngine(SearchFeature.Profile, "`profile`", RerankReason.Profile),
        InTheEngine(SearchFeature.Completion, "a completion suggester", RerankReason.Completion),
        InTheEngine(SearchFeature.NoStoredFields, "`stored_fields: _none_`", RerankReason.StoredFields),
        InTheEngine(SearchFeature.EmbeddingRequested, "the embedding itself, by a pattern or a script", RerankReason.EmbeddingRequested),
        new(SearchFeature.ScoredAggregation, "aggregations that read scores", RerankReason.ScoredAggregation, null, null),
        // Engines rescore the hits of these, too.
        new(SearchFeature.BestHitsAggregation, "`top_hits` in aggregations", RerankReason.ScoredAggregation, RerankReason.ScoredAggregation, null),
        new(SearchFeature.AddedScore, "something added to the score of the text: stock, promotion, an exact term", null, null, null),
        new(SearchFeature.AddedScoreChanged, "the same, and `rescore` of the client's own or `indices_boost`", null, RerankReason.AddedScore, null),
        new(SearchFeature.AddedScoreWithLeast, "the same, and `min_score` with inner hits or named queries", RerankReason.AddedScore, null, null),
        None(SearchFeature.NoHits, "`size: 0`", RerankReason.SizeZero),
        InTheEngine(SearchFeature.BehindWindow, "a page behind the window", RerankReason.BeyondWindow),
        None(SearchFeature.BehindResults, "a page that ends behind 10,000 hits", RerankReason.ResultWindow),
        None(SearchFeature.NoText, "no text to rerank by", RerankReason.NoQueryText),
        None(SearchFeature.HalfTyped, "a text whose last word is half typed", RerankReason.HalfTyped),
        None(SearchFeature.ScoreWithoutText, "a score that tells nothing of the text", RerankReason.ScoreWithoutText),
    ];

    /// <summary>Every feature, in the order of <see cref="SearchFeature"/>.</summary>
    public static IReadOnlyList<FeatureSupport> All => Table;

    /// <summary>What bears a feature.</summary>
    /// <param name="feature">The feature.</param>
    public static FeatureSupport Of(SearchFeature feature) => Table[(int)feature];

    private static FeatureSupport None(SearchFeature feature, string name, RerankReason reason) =>
        new(feature, name, reason, reason, reason);

    private static FeatureSupport InTheEngine(SearchFeature feature, string name, RerankReason reason) =>
        new(feature, name, null, null, reason);

    private static FeatureSupport WrapOnly(SearchFeature feature, string name, RerankReason reason) =>
        new(feature, name, null, reason, reason);
}
