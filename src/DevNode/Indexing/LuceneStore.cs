using System.Runtime.CompilerServices;
using Lucene.Net.Analysis;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using TwinBert.DevNode.Mappings;
using TwinBert.Lexical.Scoring;

namespace TwinBert.DevNode.Indexing;

/// <summary>An index's terms in Lucene, in memory. Not thread-safe: the index locks.</summary>
internal sealed class LuceneStore : IDisposable
{
    private const int WriteBufferMegabytes = 64;
    private readonly RAMDirectory _directory = new();
    private readonly IndexWriter _writer;
    private readonly EngineBm25 _similarity = new();

    // Keyed by the segment's core, which outlives refreshes that only delete; an entry goes when its segment does.
    private readonly ConditionalWeakTable<object, DocumentVersion?[]> _documentsBySegment = [];
    private DirectoryReader _reader;

    public LuceneStore(Analyzer analyzer)
    {
        _writer = new IndexWriter(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, analyzer)
        {
            Similarity = _similarity,
            RAMBufferSizeMB = WriteBufferMegabytes,
            MergeScheduler = new SerialMergeScheduler(),
            UseCompoundFile = false,
        });
        _reader = DirectoryReader.Open(_writer, applyAllDeletes: true);
    }

    /// <summary>Adds a document whose identifier is new, or replaces the one that has it.</summary>
    public void Put(string id, long sequenceNumber, Document document, bool isNew)
    {
        document.Add(new StringField(InternalFields.Id, id, Field.Store.NO));
        document.Add(new NumericDocValuesField(InternalFields.SequenceNumber, sequenceNumber));
        if (isNew)
        {
            _writer.AddDocument(document);
        }
        else
        {
            _writer.UpdateDocument(new Term(InternalFields.Id, id), document);
        }
    }

    public void Delete(string id) => _writer.DeleteDocuments(new Term(InternalFields.Id, id));

    /// <summary>Makes what was written visible to snapshots opened from now on.</summary>
    public void Refresh()
    {
        if (DirectoryReader.OpenIfChanged(_reader, _writer, applyAllDeletes: true) is { } changed)
        {
            _reader.DecRef();
            _reader = changed;
        }
    }

    /// <summary>Merges all segments into one, dropping deleted documents.</summary>
    public void Merge() => _writer.ForceMerge(1);

    /// <summary>Opens a snapshot over the last refresh. The caller holds the index's lock, so that every live document is still current.</summary>
    public Snapshot Open(EmbeddedIndex index, IReadOnlyDictionary<long, DocumentVersion> bySequenceNumber)
    {
        _reader.IncRef();
        var searcher = new IndexSearcher(_reader) { Similarity = _similarity };
        var documents = _reader.Leaves.Select(leaf => Documents(leaf.AtomicReader, bySequenceNumber)).ToArray();
        return new Snapshot(index, searcher, documents);
    }

    public void Dispose()
    {
        _reader.DecRef();
        _writer.Rollback();
        _directory.Dispose();
    }

    private DocumentVersion?[] Documents(AtomicReader segment, IReadOnlyDictionary<long, DocumentVersion> bySequenceNumber)
    {
        if (_documentsBySegment.TryGetValue(segment.CoreCacheKey, out var known))
        {
            return known;
        }

        var sequenceNumbers = segment.GetNumericDocValues(InternalFields.SequenceNumber);
        var documents = new DocumentVersion?[segment.MaxDoc];
        for (var doc = 0; doc < documents.Length; doc++)
        {
            documents[doc] = bySequenceNumber.GetValueOrDefault(sequenceNumbers.Get(doc));
        }

        _documentsBySegment.Add(segment.CoreCacheKey, documents);
        return documents;
    }
}
