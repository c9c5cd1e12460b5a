namespace TwinBert.Sidecar.Ingest;

/// <summary>A document, or an update of one, in a batch.</summary>
/// <param name="Kind">Whether the source is a document or an update.</param>
/// <param name="Index">The index, alias or data stream that it goes to, as the client names it.</param>
/// <param name="RequireAlias">Whether it may only go to an alias.</param>
/// <param name="Start">Where its source begins in the batch.</param>
/// <param name="Length">The length of its source.</param>
internal readonly record struct WriteItem(WriteKind Kind, string Index, bool RequireAlias, int Start, int Length);
