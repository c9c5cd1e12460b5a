using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Documents;

/// <summary>A document that has to be written.</summary>
/// <param name="Document">The document as it was read.</param>
/// <param name="Text">Its text; <see langword="null"/> when its embedding has to be taken away.</param>
/// <param name="IsOutdated">Whether it has an embedding of this model, of another text. Otherwise it has none of this model.</param>
internal sealed record WorkItem(ScannedDocument Document, string? Text, bool IsOutdated);
