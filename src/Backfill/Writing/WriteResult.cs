using TwinBert.Backfill.Documents;

namespace TwinBert.Backfill.Writing;

/// <summary>What became of one write.</summary>
/// <param name="Item">The document.</param>
/// <param name="Status">What the engine said.</param>
/// <param name="Reason">Its reason, in one line; <see langword="null"/> when it was written.</param>
internal sealed record WriteResult(EncodedItem Item, WriteStatus Status, string? Reason = null)
{
    /// <summary>The meaning of the status of a single write.</summary>
    public static WriteStatus StatusOf(int status) => status switch
    {
        >= 200 and < 300 => WriteStatus.Written,
        409 => WriteStatus.Conflict,
        429 or 503 => WriteStatus.Busy,
        _ => WriteStatus.Refused,
    };
}
