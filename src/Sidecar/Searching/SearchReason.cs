namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Why a search was not reranked, as far as the sidecar itself decides it; <see cref="Search.Features.SkipReason"/> has what the search's own
/// text decides.
/// </summary>
internal static class SearchReason
{
    /// <summary>Skipped: the client asked for the engine's own answer.</summary>
    public const string Off = "off";

    /// <summary>Skipped: no settings for the index.</summary>
    public const string NotConfigured = "not_configured";

    /// <summary>Skipped: the indices searched have different settings, or some have none.</summary>
    public const string MixedIndices = "mixed_indices";

    /// <summary>Skipped: a hint of the client's is out of range.</summary>
    public const string InvalidHint = "invalid_hint";

    /// <summary>Skipped: the request is signed, so that a changed one would be refused.</summary>
    public const string Signed = "signed_request";

    /// <summary>Skipped: the body is in another format than JSON.</summary>
    public const string ContentType = "content_type";

    /// <summary>Skipped: the body is compressed in a way that is not read here.</summary>
    public const string ContentEncoding = "content_encoding";

    /// <summary>Skipped: the request's body is larger than the limit.</summary>
    public const string RequestTooLarge = "request_too_large";

    /// <summary>Skipped: a template that the engine made no search of.</summary>
    public const string Template = "search_template";

    /// <summary>Skipped: an asynchronous search.</summary>
    public const string Async = "async_search";

    /// <summary>Skipped: more searches in one request than the limit.</summary>
    public const string TooManySearches = "too_many_searches";

    /// <summary>Skipped or failed: the searches of one request, each for a reason of its own.</summary>
    public const string Several = "several";

    /// <summary>Skipped: which engine it is cannot be found out with the caller's credentials or the operator's.</summary>
    public const string EngineUnknown = "engine_unknown";

    /// <summary>Skipped: the caller may not see all text fields that the vectors were made of, as far as can be told.</summary>
    public const string HiddenFields = "hidden_fields";

    /// <summary>Skipped: whether the caller may see all text fields could not be found out in time.</summary>
    public const string FieldsUnknown = "fields_unknown";

    /// <summary>Skipped: the engine answered with an error, or not at all.</summary>
    public const string EngineError = "engine_error";

    /// <summary>Skipped: as many queries as may wait for the encoder do.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>Skipped or failed: as much memory as may be is held for other requests.</summary>
    public const string BuffersFull = "buffers_full";

    /// <summary>Skipped: the encoder failed several times in a row and is passed over for a while.</summary>
    public const string EncoderOpen = "encoder_open";

    /// <summary>Skipped: asking the index for the vectors of a window came to nothing several times in a row, and is passed over for a while.</summary>
    public const string VectorsOpen = "vectors_open";

    /// <summary>Skipped: an index that is searched maps the embedding object as something else, so that it gives no vectors.</summary>
    public const string MappingMismatch = "mapping_mismatch";

    /// <summary>Skipped: the engine found nothing.</summary>
    public const string NoHits = "no_hits";

    /// <summary>Skipped: no hit of the window has an embedding of the model in use.</summary>
    public const string NoEmbeddings = "no_embeddings";

    /// <summary>Skipped: the hits do not come by descending score.</summary>
    public const string NotByScore = "not_by_score";

    /// <summary>Failed: the query could not be encoded.</summary>
    public const string Encoder = "encoder";

    /// <summary>Failed: the crossing threw, or gave something that is no similarity.</summary>
    public const string Crossing = "crossing";

    /// <summary>Failed: the time for the sidecar's own work was over.</summary>
    public const string Deadline = "deadline";

    /// <summary>Failed: the engine refused the search for the rerank window, not the client's own.</summary>
    public const string WideningRefused = "widening_refused";

    /// <summary>Failed: the answer with the rerank window is larger than the limit.</summary>
    public const string ResponseTooLarge = "response_too_large";

    /// <summary>Failed: the answer is not in the form that engines give.</summary>
    public const string ResponseUnreadable = "response_unreadable";
}
