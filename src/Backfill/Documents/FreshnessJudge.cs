using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Documents;

/// <summary>Says what documents' embeddings are to their texts. Immutable and thread-safe.</summary>
/// <param name="fields">The index's fields, and its model.</param>
/// <param name="maxDocumentBytes">The largest document that is embedded, in bytes.</param>
public sealed class FreshnessJudge(IndexFields fields, int maxDocumentBytes)
{
    private readonly DocumentAssessor _assessor = new(fields, new BackfillOptions { MaxDocumentBytes = maxDocumentBytes });

    /// <summary>The state of a document; <see langword="null"/> for one that is gone.</summary>
    /// <param name="document">The document, with its whole source.</param>
    public Freshness? StateOf(ScannedDocument document) => _assessor.StateOf(document);
}
