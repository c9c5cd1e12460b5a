namespace TwinBert.Configuration;

/// <summary>Bounds on what the sidecar does itself; forwarded traffic is streamed and has none.</summary>
public sealed record LimitOptions
{
    /// <summary>
    /// The time for the sidecar's own work on a search, before it is sent and after its answer came; past it the engine's own answer is returned. Where a
    /// search
    /// gives a <c>timeout</c>, at most 20 % of that. More than 0, at most a minute.
    /// </summary>
    /// <value>50 ms</value>
    public TimeSpan RerankTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The requests whose queries may be in the encoder or wait for it at once; the searches of any more go on as the client wrote them. Queries whose
    /// embedding is kept are not among them. 1 to 100,000.
    /// </summary>
    /// <value>16 per processor, at most 256: what a processor encodes in about the time that a search can wait</value>
    public int MaxPendingEncodings { get; init; } = Math.Min(16 * Environment.ProcessorCount, 256);

    /// <summary>The failures in a row after which a stage is passed over for <see cref="BreakDuration"/>. 1 to 1,000,000.</summary>
    /// <value>5</value>
    public int BreakAfterFailures { get; init; } = 5;

    /// <summary>How long a stage that failed again and again is passed over before one search tries it. More than 0, at most an hour.</summary>
    /// <value>10 s</value>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest search request that is read; a larger one is forwarded untouched. 1 KiB to 64 MiB.</summary>
    /// <value>1 MiB</value>
    public int MaxSearchRequestBytes { get; init; } = 1 << 20;

    /// <summary>The most searches in one <c>_msearch</c> that are reranked; a request with more is forwarded untouched. 1 to 200.</summary>
    /// <value>100</value>
    public int MaxSearchesPerRequest { get; init; } = 100;

    /// <summary>The largest response that is held in memory to be reranked or cut; a larger one is streamed on as it came. 1 KiB to 1 GiB.</summary>
    /// <value>64 MiB</value>
    public int MaxResponseBytes { get; init; } = 64 << 20;

    /// <summary>
    /// The most memory for all bodies that are held at once to be looked into, reranked or cut. Where that much is held, for clients that read slowly or for
    /// many at once, searches and reads of documents are streamed on as they come. 1 MiB to 1 TiB.
    /// </summary>
    /// <value>a quarter of the memory that the process may use, at least 256 MiB</value>
    public long MaxBufferedBytes { get; init; } = Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 256L << 20);

    /// <summary>The largest document that is embedded; a larger one is written without an embedding. 1 KiB to 100 MiB.</summary>
    /// <value>8 MiB</value>
    public int MaxDocumentBytes { get; init; } = 8 << 20;

    /// <summary>
    /// How long the sidecar's own work (encoding, looking at mappings) may hold up one write request, bulk requests included; past it the rest of its
    /// documents is written without embeddings. Keep it below the clients' own timeout. More than 0, at most an hour.
    /// </summary>
    /// <value>8 s</value>
    public TimeSpan EncodeTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// The largest write request that the engine takes (its <c>http.max_content_length</c>); embeddings are left out where they would make a request
    /// larger. 1 KiB to 2,147,483,647 bytes.
    /// </summary>
    /// <value>100 MiB, the engines' default</value>
    public int MaxWriteRequestBytes { get; init; } = 100 << 20;

    /// <summary>
    /// The requests that one client may send in a second, with as many at once as come in two; more are answered with 429. A client is who sends the same
    /// <c>Authorization</c>, or else whose address is the same. 0 for no limit, at most 1,000,000.
    /// </summary>
    /// <value>0</value>
    public int MaxRequestsPerSecond { get; init; }

    /// <summary>The number of query embeddings that are kept. 0 to 10,000,000.</summary>
    /// <value>10,000</value>
    public int QueryCacheEntries { get; init; } = 10_000;
}
