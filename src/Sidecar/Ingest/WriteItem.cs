using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Ingest;

/// <summary>A document, or an update of one, in a batch.</summary>
/// <param name="Kind">Whether the source is a document or an update.</param>
/// <param name="Key">Which document it is.</param>
/// <param name="Index">How documents of its index are embedded.</param>
/// <param name="RequireAlias">Whether it may only go to an alias.</param>
/// <param name="Start">Where its source begins in the batch.</param>
/// <param name="Length">The length of its source.</param>
internal readonly record struct WriteItem(WriteKind Kind, DocumentKey Key, ServedIndex Index, bool RequireAlias, int Start, int Length);
