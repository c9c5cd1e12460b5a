using Lucene.Net.Index;
using Lucene.Net.Search;

namespace TwinBert.DevNode.Indexing;

/// <summary>
/// What a search sees: the index as of one refresh, unchanged by later writes. Counted: whoever acquires one disposes it. Safe for concurrent searches.
/// </summary>
internal sealed class Snapshot : IDisposable
{
    private readonly DocumentVersion?[][] _documents;

    public Snapshot(EmbeddedIndex index, IndexSearcher searcher, DocumentVersion?[][] documents)
    {
        Index = index;
        Searcher = searcher;
        _documents = documents;
    }

    public EmbeddedIndex Index { get; }

    public IndexSearcher Searcher { get; }

    /// <summary>The number of live documents.</summary>
    public int Count => Searcher.IndexReader.NumDocs;

    /// <summary>The documents of a segment, by Lucene's number in it.</summary>
    public DocumentVersion?[] Documents(AtomicReaderContext leaf) => _documents[leaf.Ord];

    /// <summary>A document by Lucene's number in the whole snapshot.</summary>
    public DocumentVersion Document(int doc)
    {
        var leaves = Searcher.IndexReader.Leaves;
        var leaf = leaves[ReaderUtil.SubIndex(doc, leaves)];
        return _documents[leaf.Ord][doc - leaf.DocBase]!;
    }

    /// <summary>Takes one more reference.</summary>
    public Snapshot Acquire()
    {
        Searcher.IndexReader.IncRef();
        return this;
    }

    public void Dispose() => Searcher.IndexReader.DecRef();
}
