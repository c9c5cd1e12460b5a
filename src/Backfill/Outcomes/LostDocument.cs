using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Outcomes;

/// <summary>A document that could not get its embedding. The document itself is as it was.</summary>
/// <param name="Document">The document.</param>
/// <param name="Reason">Why, in one line.</param>
internal sealed record LostDocument(ScannedDocument Document, string Reason);
