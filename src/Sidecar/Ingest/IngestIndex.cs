using TwinBert.Configuration;
using TwinBert.IngestPipeline;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Ingest;

/// <summary>How documents of a configured index are embedded. Immutable and thread-safe.</summary>
/// <param name="options">The index's settings.</param>
internal sealed class IngestIndex(IndexOptions options)
{
    /// <summary>The embedding object.</summary>
    public EmbeddingField Field { get; } = new(options.EmbeddingField);

    /// <summary>Makes a document's text.</summary>
    public DocumentTextSelector Selector { get; } = new(options.TextFields);

    /// <summary>Finds text fields that no document has.</summary>
    public TextFieldCheck TextFieldCheck { get; } = new(options.TextFields, new(options.TextFields));

    /// <summary>Puts the embedding object into a source.</summary>
    public EmbeddingSplice Splice { get; } = new(new EmbeddingField(options.EmbeddingField));
}
