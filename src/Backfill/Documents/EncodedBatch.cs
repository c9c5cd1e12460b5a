namespace TwinBert.Backfill.Documents;

/// <summary>A batch whose texts have been encoded.</summary>
/// <param name="Work">The batch as it was scanned.</param>
/// <param name="Items">The documents to write.</param>
/// <param name="Lost">Documents that could not be encoded.</param>
/// <param name="EncoderSeconds">How long the encoder worked.</param>
internal sealed record EncodedBatch(WorkBatch Work, IReadOnlyList<EncodedItem> Items, IReadOnlyList<LostDocument> Lost, double EncoderSeconds);
