using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Ingest;

/// <summary>A document, or an update of one, in a batch.</summary>
/// <param name="Kind">Whether the source is a document or an update.</param>
/// <param name="Key">Which document it is.</param>
/// <param name="Index">How documents of its index are embedded, with the model that searches are ranked by.</param>
/// <param name="RequireAlias">Whether it may only go to an alias.</param>
/// <param name="Start">Where its source begins in the batch.</param>
/// <param name="Length">The length of its source.</param>
internal readonly record struct WriteItem(WriteKind Kind, DocumentKey Key, ServedIndex Index, bool RequireAlias, int Start, int Length);

/// <summary>Which document a write is about.</summary>
/// <param name="Index">The index, alias or data stream that it goes to, as the client names it.</param>
/// <param name="Id">Its identifier; <see langword="null"/> when the engine chooses one.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
internal readonly record struct DocumentKey(string Index, string? Id, string? Routing);
