namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// What became of a document that was written to a configured index. Whatever it is, the write goes to the engine. Named in metrics in snake case.
/// </summary>
internal enum WriteOutcome
{
    /// <summary>It was written with its embedding.</summary>
    Embedded,

    /// <summary>None of its text fields has any text.</summary>
    NoText,

    /// <summary>Its source, or the bulk request from some line on, cannot be read; the engine says what is wrong with it.</summary>
    Malformed,

    /// <summary>It is larger than <c>Limits:MaxDocumentBytes</c>.</summary>
    TooLarge,

    /// <summary>With its embedding the request would have been larger than <c>Limits:MaxWriteRequestBytes</c>, and the engine would have refused it.</summary>
    RequestTooLarge,

    /// <summary>As much memory as may be was held for other requests (<c>Limits:MaxBufferedBytes</c>). Counted once for a request that came then.</summary>
    BuffersFull,

    /// <summary>The encoder failed.</summary>
    EncoderFailed,

    /// <summary>The encoder had used up <c>Limits:EncodeTimeout</c>.</summary>
    EncoderTimeout,

    /// <summary>As many batches as may wait for the encoder did (<c>Limits:MaxPendingEncodings</c>), or as many of the caller's as may.</summary>
    EncoderBusy,

    /// <summary>The index maps the embedding field as something else: another type, or another length.</summary>
    MappingMismatch,

    /// <summary>The caller may not read or change the index's mapping, or the index is blocked.</summary>
    MappingForbidden,

    /// <summary>Its limit of fields could not be raised by those of the embedding, which would be taken from the application's.</summary>
    FieldLimit,

    /// <summary>The mapping could not be read or changed for another reason.</summary>
    MappingFailed,

    /// <summary>The index does not exist, and the engine does not make it for this write.</summary>
    IndexMissing,

    /// <summary>Which engine answers could not be found out.</summary>
    EngineUnknown,

    /// <summary>
    /// An update changed some of the text fields and the others could not be read: the embedding that no longer fits was taken away, for a backfill to make
    /// anew.
    /// </summary>
    PartialUpdate,

    /// <summary>An update changed none of the text fields: the embedding that it has stays.</summary>
    TextUnchanged,

    /// <summary>
    /// An update by a script: whether it changes the text only the engine knows. A backfill recognises an embedding that no longer fits by its hash.
    /// </summary>
    ScriptedUpdate,

    /// <summary>The body is neither JSON nor NDJSON. Counted once per request.</summary>
    MediaType,

    /// <summary>The body is compressed by something other than gzip. Counted once per request.</summary>
    ContentEncoding,

    /// <summary>The request is signed for AWS, and a changed one would be refused. Counted once per request.</summary>
    SignedRequest,

    /// <summary>A defect of the sidecar's, which is logged.</summary>
    Failed,
}
