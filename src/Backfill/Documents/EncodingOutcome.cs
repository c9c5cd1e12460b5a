using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Documents;

/// <summary>What became of texts that were to be encoded.</summary>
/// <param name="Items">The documents to write.</param>
/// <param name="Lost">Documents whose text could not be encoded, others could.</param>
/// <param name="Seconds">How long the encoder worked.</param>
internal sealed record EncodingOutcome(IReadOnlyList<EncodedItem> Items, IReadOnlyList<LostDocument> Lost, double Seconds)
{
    /// <summary>Why the run cannot go on, in one line; null when it can. Nothing is to be written or lost then.</summary>
    public string? Failure { get; init; }
}
