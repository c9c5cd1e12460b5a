using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Documents;

/// <summary>A document with what is to be written into it.</summary>
/// <param name="Document">The document as it was read.</param>
/// <param name="EmbeddingObject">The embedding object's raw JSON: an object, or <c>null</c> to take it away.</param>
/// <param name="IsEmbedded">Whether there is an embedding in it.</param>
internal sealed record EncodedItem(ScannedDocument Document, ReadOnlyMemory<byte> EmbeddingObject, bool IsEmbedded);
