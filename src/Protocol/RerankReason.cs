namespace TwinBert.Protocol;

/// <summary>
/// Why a search has the engine's own order, in snake_case as the verdict says it. An open set: what a newer sidecar says is a reason, too, though it has no
/// constant here. Compare with <c>==</c>. Immutable and thread-safe.
/// </summary>
/// <param name="Name">The word in the verdict's text, such as <c>sort</c>.</param>
public readonly record struct RerankReason(string Name)
{
    /// <summary>The URL cannot be read with certainty: a broken escape, a parameter given twice.</summary>
    public static RerankReason UnreadableUrl { get; } = new("unreadable_url");

    /// <summary>The body is no JSON that can be read with certainty; the engine will say what it thinks of it.</summary>
    public static RerankReason UnreadableBody { get; } = new("unreadable_body");

    /// <summary>The URL has a parameter whose effect on the answer is not known.</summary>
    public static RerankReason UnknownParameter { get; } = new("unknown_parameter");

    /// <summary>The body has a member whose effect on the answer is not known.</summary>
    public static RerankReason UnknownKey { get; } = new("unknown_key");

    /// <summary>The body stands in the URL (<c>source=</c>).</summary>
    public static RerankReason SourceParameter { get; } = new("source_parameter");

    /// <summary>The answer is wanted in another format than JSON.</summary>
    public static RerankReason Format { get; } = new("format");

    /// <summary>The answer is cut by <c>filter_path</c>.</summary>
    public static RerankReason FilterPath { get; } = new("filter_path");

    /// <summary>The client wants another order than by score.</summary>
    public static RerankReason Sort { get; } = new("sort");

    /// <summary>The search begins or is part of a scroll.</summary>
    public static RerankReason Scroll { get; } = new("scroll");

    /// <summary>The page follows a sort value.</summary>
    public static RerankReason SearchAfter { get; } = new("search_after");

    /// <summary>The search reads a point in time.</summary>
    public static RerankReason PointInTime { get; } = new("pit");

    /// <summary>The search takes a slice of an index.</summary>
    public static RerankReason Slice { get; } = new("slice");

    /// <summary>The client rescores by itself.</summary>
    public static RerankReason Rescore { get; } = new("rescore");

    /// <summary>The client retrieves by a retriever.</summary>
    public static RerankReason Retriever { get; } = new("retriever");

    /// <summary>The client searches by vectors or by a model of its own.</summary>
    public static RerankReason Knn { get; } = new("knn");

    /// <summary>The client merges rankings by itself.</summary>
    public static RerankReason Rank { get; } = new("rank");

    /// <summary>The client fixes the place of some documents.</summary>
    public static RerankReason Pinned { get; } = new("pinned");

    /// <summary>One hit stands for a group.</summary>
    public static RerankReason Collapse { get; } = new("collapse");

    /// <summary>The client wants to see how the engine runs its own search.</summary>
    public static RerankReason Profile { get; } = new("profile");

    /// <summary>Completions are wanted, which come with every field that hits come with.</summary>
    public static RerankReason Completion { get; } = new("completion");

    /// <summary>The answer goes through a search pipeline.</summary>
    public static RerankReason SearchPipeline { get; } = new("search_pipeline");

    /// <summary>The hits come without their identity (<c>stored_fields: _none_</c>).</summary>
    public static RerankReason StoredFields { get; } = new("stored_fields");

    /// <summary>The client itself asks for the embedding, in a way that cannot be told from ours.</summary>
    public static RerankReason EmbeddingRequested { get; } = new("embedding_requested");

    /// <summary>No hits are wanted.</summary>
    public static RerankReason SizeZero { get; } = new("size_0");

    /// <summary>The page lies behind the rerank window.</summary>
    public static RerankReason BeyondWindow { get; } = new("beyond_window");

    /// <summary>The page ends behind the 10,000 hits that an engine gives.</summary>
    public static RerankReason ResultWindow { get; } = new("result_window");

    /// <summary>The score tells nothing of the text: the client ranks by popularity, by chance, or not at all.</summary>
    public static RerankReason ScoreWithoutText { get; } = new("score_without_text");

    /// <summary>An aggregation reads the scores that reranking would change.</summary>
    public static RerankReason ScoredAggregation { get; } = new("scored_aggregation");

    /// <summary>The client adds something to the text's score, in a search where that cannot be told from it.</summary>
    public static RerankReason AddedScore { get; } = new("added_score");

    /// <summary>The search has no text to rerank by.</summary>
    public static RerankReason NoQueryText { get; } = new("no_query_text");

    /// <summary>The last word is still being typed: a suggestion is wanted, which is the engine's.</summary>
    public static RerankReason HalfTyped { get; } = new("half_typed");

    /// <summary>The client asked for the engine's own answer.</summary>
    public static RerankReason Off { get; } = new("off");

    /// <summary>No settings for the index.</summary>
    public static RerankReason NotConfigured { get; } = new("not_configured");

    /// <summary>The indices searched have different settings, or some have none.</summary>
    public static RerankReason MixedIndices { get; } = new("mixed_indices");

    /// <summary>A hint of the client's is out of range.</summary>
    public static RerankReason InvalidHint { get; } = new("invalid_hint");

    /// <summary>The request is signed, so that a changed one would be refused.</summary>
    public static RerankReason SignedRequest { get; } = new("signed_request");

    /// <summary>The body is in another format than JSON.</summary>
    public static RerankReason ContentType { get; } = new("content_type");

    /// <summary>The body is compressed in a way that is not read here.</summary>
    public static RerankReason ContentEncoding { get; } = new("content_encoding");

    /// <summary>The request's body is larger than the limit.</summary>
    public static RerankReason RequestTooLarge { get; } = new("request_too_large");

    /// <summary>A template that the engine made no search of.</summary>
    public static RerankReason Template { get; } = new("search_template");

    /// <summary>An asynchronous search.</summary>
    public static RerankReason Async { get; } = new("async_search");

    /// <summary>Searches that the engine is to judge, where it does not cross.</summary>
    public static RerankReason RankEvaluation { get; } = new("rank_eval");

    /// <summary>More searches in one request than the limit.</summary>
    public static RerankReason TooManySearches { get; } = new("too_many_searches");

    /// <summary>The searches of one request, each for a reason of its own.</summary>
    public static RerankReason Several { get; } = new("several");

    /// <summary>Which engine it is cannot be found out with the caller's credentials or the operator's.</summary>
    public static RerankReason EngineUnknown { get; } = new("engine_unknown");

    /// <summary>The caller may not see all text fields that the vectors were made of, as far as can be told.</summary>
    public static RerankReason HiddenFields { get; } = new("hidden_fields");

    /// <summary>Whether the caller may see all text fields could not be found out in time.</summary>
    public static RerankReason FieldsUnknown { get; } = new("fields_unknown");

    /// <summary>The engine answered with an error, or not at all.</summary>
    public static RerankReason EngineError { get; } = new("engine_error");

    /// <summary>As many queries as may wait for the encoder do.</summary>
    public static RerankReason Overloaded { get; } = new("overloaded");

    /// <summary>As much memory as may be is held for other requests.</summary>
    public static RerankReason BuffersFull { get; } = new("buffers_full");

    /// <summary>The encoder failed several times in a row and is passed over for a while.</summary>
    public static RerankReason EncoderOpen { get; } = new("encoder_open");

    /// <summary>Asking the index for the vectors of a window came to nothing several times in a row, and is passed over for a while.</summary>
    public static RerankReason VectorsOpen { get; } = new("vectors_open");

    /// <summary>An index that is searched maps the embedding object as something else, so that it gives no vectors.</summary>
    public static RerankReason MappingMismatch { get; } = new("mapping_mismatch");

    /// <summary>The engine found nothing.</summary>
    public static RerankReason NoHits { get; } = new("no_hits");

    /// <summary>No hit of the window has an embedding of the model in use.</summary>
    public static RerankReason NoEmbeddings { get; } = new("no_embeddings");

    /// <summary>The hits do not come by descending score.</summary>
    public static RerankReason NotByScore { get; } = new("not_by_score");

    /// <summary>The query could not be encoded.</summary>
    public static RerankReason Encoder { get; } = new("encoder");

    /// <summary>The crossing threw, or gave something that is no similarity.</summary>
    public static RerankReason Crossing { get; } = new("crossing");

    /// <summary>The time for the sidecar's own work was over.</summary>
    public static RerankReason Deadline { get; } = new("deadline");

    /// <summary>The engine refused the search for the rerank window, not the client's own.</summary>
    public static RerankReason WideningRefused { get; } = new("widening_refused");

    /// <summary>The answer with the rerank window is larger than the limit.</summary>
    public static RerankReason ResponseTooLarge { get; } = new("response_too_large");

    /// <summary>The answer is not in the form that engines give.</summary>
    public static RerankReason ResponseUnreadable { get; } = new("response_unreadable");

    /// <summary>No plan bears the search but one in which the engine crosses, and whether this one does is being found out.</summary>
    public static RerankReason PlanUnknown { get; } = new("plan_unknown");

    /// <summary>No plan bears the search but one in which the engine crosses, and this one does not run the script.</summary>
    public static RerankReason PlanRefused { get; } = new("plan_refused");

    /// <summary>An operator switched reranking off, for this index or for all.</summary>
    public static RerankReason SwitchedOff { get; } = new("switched_off");

    /// <summary>No plan bears the search but one that scores every document that matches, and there are too many documents for that.</summary>
    public static RerankReason IndexTooLarge { get; } = new("index_too_large");

    /// <summary>Shards failed on the search that the engine was to cross, so that the client's own was sent.</summary>
    public static RerankReason ShardsFailed { get; } = new("shards_failed");

    /// <summary>An earlier page of the same search had the engine's own order, and this one has to follow it.</summary>
    public static RerankReason EarlierPage { get; } = new("earlier_page");

    /// <summary>The word in the verdict's text.</summary>
    public override string ToString() => Name;
}
