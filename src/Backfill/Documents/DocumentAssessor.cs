using System.Text;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Settings;
using TwinBert.IngestPipeline;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Documents;

/// <summary>Decides what has to be done with each document of an index. Immutable and thread-safe.</summary>
/// <param name="fields">The index's fields, and the model whose embeddings are wanted.</param>
/// <param name="options">What the run does with embeddings that look right, and the largest document.</param>
internal sealed class DocumentAssessor(IndexFields fields, BackfillOptions options)
{
    private readonly DocumentTextSelector _selector = new(fields.TextFields);
    private readonly byte[] _name = Encoding.UTF8.GetBytes(fields.Embedding.Name);

    /// <summary>Puts embedding objects into this index's documents.</summary>
    public EmbeddingSplice Splice { get; } = new(fields.Embedding);

    public (Assessment Assessment, string? Text, bool IsOutdated) Assess(ScannedDocument document)
    {
        if (document.IsUnreadable)
        {
            return (Assessment.Unreadable, null, false);
        }

        if (document.Source.IsEmpty)
        {
            return (Assessment.Gone, null, false);
        }

        if (document.Source.Length > options.MaxDocumentBytes)
        {
            return (Assessment.TooLarge, null, false);
        }

        if (!Splice.Accepts(document.Source.Span))
        {
            return (Assessment.Unfit, null, false);
        }

        var stored = StoredEmbedding.Read(document.Source.Span, _name);
        var isOfModel = stored.HasVector && stored.Model == fields.Model.Fingerprint.Value;
        if (_selector.Select(document.Source) is not { } text)
        {
            return (stored.HasVector ? Assessment.Clear : Assessment.NoText, null, isOfModel);
        }

        var isUpToDate = options.Mode != BackfillMode.All && isOfModel && stored.TextHash == TextHash.Of(text);
        return (isUpToDate ? Assessment.UpToDate : Assessment.Encode, text, isOfModel);
    }

    /// <summary>What a document's embedding is to its text; null for one that is gone.</summary>
    public Freshness? StateOf(ScannedDocument document) => Assess(document) switch
    {
        (Assessment.Gone, _, _) => null,
        (Assessment.UpToDate, _, _) => Freshness.Fresh,
        (Assessment.NoText or Assessment.TooLarge, _, _) => Freshness.NoText,
        (Assessment.Clear or Assessment.Encode, _, true) => Freshness.Stale,
        (Assessment.Clear or Assessment.Encode, _, _) when StoredEmbedding.Read(document.Source.Span, _name).HasVector => Freshness.Foreign,
        _ => Freshness.Missing,
    };
}
