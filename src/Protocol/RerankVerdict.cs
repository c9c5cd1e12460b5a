namespace TwinBert.Protocol;

/// <summary>
/// What became of one search: reranked, skipped or failed, and why. Travels in the response header <see cref="TwinBertHeaders.Verdict"/>,
/// for example <c>reranked; window=100; scored=98; missing=2; moved=37; top1=changed; plan=window; ms=4.1; model=3fa2b1c09d7e</c>.
/// Several searches in one request (<c>_msearch</c>) have one verdict, which counts them together and names the end of each:
/// <c>reranked; items=reranked,skipped:sort,reranked; window=200; …</c>. Immutable and thread-safe.
/// </summary>
public sealed record RerankVerdict
{
    /// <summary>What was done.</summary>
    public required RerankStatus Status { get; init; }

    /// <summary>Why not (<c>sort</c>, <c>no_query_text</c>, …); <see langword="null"/> when reranked.</summary>
    public RerankReason? Reason { get; init; }

    /// <summary>
    /// Of a failure, and of a search that was skipped because something had failed, the step: <c>encode</c>, <c>search</c>, <c>read</c>, <c>cross</c> or
    /// <c>budget</c> (the time for the sidecar's own work was over); <see langword="null"/> otherwise.
    /// </summary>
    public string? Stage { get; init; }

    /// <summary>Whose part that step is: <c>model</c>, <c>engine</c> or <c>sidecar</c>; <see langword="null"/> where there is no <see cref="Stage"/>.</summary>
    public string? Party { get; init; }

    /// <summary>
    /// What became of each of several searches in one request, in their order; <see langword="null"/> for a single search. The header has the status
    /// and the reason of each. Two verdicts are equal only if they share this list.
    /// </summary>
    public IReadOnlyList<RerankVerdict>? Items { get; init; }

    /// <summary>The way to the page: <c>window</c>, <c>rescore</c> or <c>wrap</c>; where the engine crossed, nothing is counted.</summary>
    public string? Plan { get; init; }

    /// <summary>How many of the engine's best hits were considered.</summary>
    public int? Window { get; init; }

    /// <summary>How many of them had an embedding of the model in use.</summary>
    public int? Scored { get; init; }

    /// <summary>How many of them had none, or one of another model.</summary>
    public int? Missing { get; init; }

    /// <summary>How many hits of the window are now at another rank.</summary>
    public int? Moved { get; init; }

    /// <summary>Whether another hit is now first.</summary>
    public bool? TopChanged { get; init; }

    /// <summary>Milliseconds that reranking added after the engine's answer had arrived.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>The fingerprint of the model in use.</summary>
    public string? Model { get; init; }

    /// <summary>The header's text.</summary>
    public override string ToString() => RerankVerdictFormat.Write(this);

    /// <summary>Reads a header's text; fields that it does not know are passed over.</summary>
    /// <param name="text">The header's value, or <see langword="null"/> when there was none.</param>
    /// <param name="verdict">The verdict, when the text is one.</param>
    /// <returns>Whether the text is a verdict.</returns>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RerankVerdict? verdict) =>
        RerankVerdictFormat.TryRead(text, out verdict);
}
