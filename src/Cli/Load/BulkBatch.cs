using TwinBert.Search.Bulk;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Load;

/// <summary>The documents of one bulk request, bounded by number and bytes. Not thread-safe.</summary>
/// <param name="maxDocuments">At most so many documents, at least 1.</param>
internal sealed class BulkBatch(int maxDocuments)
{
    // Engines and proxies are at ease with a few megabytes; a single larger document still goes, alone.
    private const int MaxBytes = 4 << 20;

    private readonly BulkBody _body = new();
    private readonly List<LoadDocument> _documents = [];

    /// <summary>The documents, in the order of the request.</summary>
    public IReadOnlyList<LoadDocument> Documents => _documents;

    /// <summary>Whether a document still fits.</summary>
    public bool HasRoomFor(LoadDocument document) =>
        _documents.Count == 0 || (_documents.Count < maxDocuments && _body.Length + document.Source.Length <= MaxBytes);

    public void Add(LoadDocument document)
    {
        _body.Add(new(BulkVerb.Index) { Id = document.Id }, document.Source.Span);
        _documents.Add(document);
    }

    /// <summary>The request.</summary>
    public ClusterCall ToCall(string index) => _body.ToCall(index);
}
