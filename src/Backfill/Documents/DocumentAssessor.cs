using System.Text;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Running;
using TwinBert.IngestPipeline;
using TwinBert.Model.Packaging;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Documents;

/// <summary>Decides what has to be done with each document of an index. Immutable and thread-safe.</summary>
/// <param name="fields">The index's fields.</param>
/// <param name="model">The model whose embeddings are wanted.</param>
/// <param name="options">What the run does with embeddings that look right, and the largest document.</param>
internal sealed class DocumentAssessor(IndexFields fields, ModelFingerprint model, BackfillOptions options)
{
    private readonly DocumentTextSelector _selector = new(fields.TextFields);
    private readonly byte[] _name = Encoding.UTF8.GetBytes(fields.Embedding.Name);

    /// <summary>Puts embedding objects into this index's documents.</summary>
    public EmbeddingSplice Splice { get; } = new(fields.Embedding);

    public (Assessment Assessment, string? Text) Assess(ScannedDocument document)
    {
        if (document.Source.IsEmpty)
        {
            return (Assessment.Gone, null);
        }

        if (document.Source.Length > options.MaxDocumentBytes)
        {
            return (Assessment.TooLarge, null);
        }

        if (!Splice.Accepts(document.Source.Span))
        {
            return (Assessment.Unfit, null);
        }

        var stored = StoredEmbedding.Read(document.Source.Span, _name);
        return _selector.Select(document.Source) is { } text
            ? (IsUpToDate(stored, text) ? Assessment.UpToDate : Assessment.Encode, text)
            : (stored.HasVector ? Assessment.Clear : Assessment.NoText, null);
    }

    private bool IsUpToDate(StoredEmbedding stored, string text) =>
        options.Mode != BackfillMode.All && stored.HasVector && stored.Model == model.Value && stored.TextHash == TextHash.Of(text);
}
