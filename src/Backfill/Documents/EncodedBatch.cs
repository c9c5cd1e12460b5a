namespace TwinBert.Backfill.Documents;

/// <summary>A batch whose texts have been encoded.</summary>
/// <param name="Work">The batch as it was scanned.</param>
/// <param name="Encoding">What became of its texts.</param>
internal sealed record EncodedBatch(WorkBatch Work, EncodingOutcome Encoding);
