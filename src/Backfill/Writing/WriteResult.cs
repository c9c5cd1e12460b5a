using TwinBert.Backfill.Documents;
using TwinBert.Search.Bulk;

namespace TwinBert.Backfill.Writing;

/// <summary>What became of one write.</summary>
/// <param name="Item">The document.</param>
/// <param name="Status">What the engine said.</param>
/// <param name="Reason">Its reason, in one line; <see langword="null"/> when it was written.</param>
internal sealed record WriteResult(EncodedItem Item, WriteStatus Status, string? Reason = null)
{
    /// <summary>What a bulk request says of a document.</summary>
    /// <param name="item">The document.</param>
    /// <param name="result">What it says.</param>
    public static WriteResult Of(EncodedItem item, BulkResult result) =>
        new(item, StatusOf(result.Status, result.ErrorType), result.Error is null ? null : $"HTTP {result.Status}: {result.Error}");

    /// <summary>The meaning of the status of a single write and of the type of its error.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">The error's type; <see langword="null"/> for none.</param>
    public static WriteStatus StatusOf(int status, string? error) => (status, error) switch
    {
        ( >= 200 and < 300, _) => WriteStatus.Written,

        // A partial update of a document that was deleted meanwhile: the same as any other change since it was read.
        (409, _) or (404, "document_missing_exception") => WriteStatus.Conflict,
        (429 or 503, _) => WriteStatus.Busy,
        (401 or 403 or 404, _)
            or (_, "index_closed_exception" or "cluster_block_exception" or "index_not_found_exception" or "security_exception") =>
                WriteStatus.Stopped,
        _ => WriteStatus.Refused,
    };
}
