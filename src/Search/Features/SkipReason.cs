namespace TwinBert.Search.Features;

/// <summary>Why a search is left to the engine, as the verdict header says it.</summary>
public static class SkipReason
{
    /// <summary>The URL cannot be read with certainty: a broken escape, a parameter given twice.</summary>
    public const string UnreadableUrl = "unreadable_url";

    /// <summary>The body is no JSON that can be read with certainty; the engine will say what it thinks of it.</summary>
    public const string UnreadableBody = "unreadable_body";

    /// <summary>The URL has a parameter whose effect on the answer is not known.</summary>
    public const string UnknownParameter = "unknown_parameter";

    /// <summary>The body has a member whose effect on the answer is not known.</summary>
    public const string UnknownKey = "unknown_key";

    /// <summary>The body stands in the URL (<c>source=</c>).</summary>
    public const string SourceParameter = "source_parameter";

    /// <summary>The answer is wanted in another format than JSON.</summary>
    public const string Format = "format";

    /// <summary>The answer is cut by <c>filter_path</c>.</summary>
    public const string FilterPath = "filter_path";

    /// <summary>The client wants another order than by score.</summary>
    public const string Sort = "sort";

    /// <summary>The search begins or is part of a scroll.</summary>
    public const string Scroll = "scroll";

    /// <summary>The page follows a sort value.</summary>
    public const string SearchAfter = "search_after";

    /// <summary>The search reads a point in time.</summary>
    public const string PointInTime = "pit";

    /// <summary>The search takes a slice of an index.</summary>
    public const string Slice = "slice";

    /// <summary>The client rescores by itself.</summary>
    public const string Rescore = "rescore";

    /// <summary>The client retrieves by a retriever.</summary>
    public const string Retriever = "retriever";

    /// <summary>The client searches by vectors or by a model of its own.</summary>
    public const string Knn = "knn";

    /// <summary>The client merges rankings by itself.</summary>
    public const string Rank = "rank";

    /// <summary>The client fixes the place of some documents.</summary>
    public const string Pinned = "pinned";

    /// <summary>One hit stands for a group.</summary>
    public const string Collapse = "collapse";

    /// <summary>The client wants to see how the engine runs its own search.</summary>
    public const string Profile = "profile";

    /// <summary>Completions are wanted, which come with every field that hits come with.</summary>
    public const string Completion = "completion";

    /// <summary>The answer goes through a search pipeline.</summary>
    public const string SearchPipeline = "search_pipeline";

    /// <summary>The hits come without their identity (<c>stored_fields: _none_</c>).</summary>
    public const string StoredFields = "stored_fields";

    /// <summary>The client itself asks for the embedding, in a way that cannot be told from ours.</summary>
    public const string EmbeddingRequested = "embedding_requested";

    /// <summary>No hits are wanted.</summary>
    public const string SizeZero = "size_0";

    /// <summary>The page lies behind the rerank window.</summary>
    public const string BeyondWindow = "beyond_window";

    /// <summary>The page ends behind the 10,000 hits that an engine gives.</summary>
    public const string ResultWindow = "result_window";

    /// <summary>The score tells nothing of the text: the client ranks by popularity, by chance, or not at all.</summary>
    public const string ScoreWithoutText = "score_without_text";

    /// <summary>The search has no text to rerank by.</summary>
    public const string NoQueryText = "no_query_text";
}
