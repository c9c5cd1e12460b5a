using Lucene.Net.Analysis;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using TwinBert.Evaluation.Beir;
using TwinBert.Lexical.Analysis;
using TwinBert.Lexical.Scoring;

namespace TwinBert.Training.Candidates;

/// <summary>
/// BM25 over a corpus in memory, with the engines' own scores: <c>title</c> and <c>text</c> with the English analyser, the scores of the two fields
/// added, as an evaluation's <c>multi_match</c> of type <c>most_fields</c> does. Searches are thread-safe.
/// </summary>
internal sealed class Bm25Index : IDisposable
{
    // More clauses than this an engine refuses; the rest of such a text would not change its best documents much.
    private const int MostTerms = 1024;
    private const int WriteBufferMegabytes = 64;
    private const float AddFields = 1f;
    private static readonly string[] Fields = ["title", "text"];

    private readonly RAMDirectory _directory;
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;
    private readonly Analyzer _analyzer;

    private Bm25Index(RAMDirectory directory, DirectoryReader reader, Analyzer analyzer)
    {
        (_directory, _reader, _analyzer) = (directory, reader, analyzer);
        _searcher = new IndexSearcher(reader) { Similarity = new EngineBm25() };
    }

    /// <summary>The number of documents.</summary>
    public int Count => _reader.NumDocs;

    /// <summary>Indexes a corpus. A document's number is its place in it, from 0.</summary>
    /// <param name="corpus">The documents; only title and text are indexed.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    public static Bm25Index Build(IEnumerable<BeirDocument> corpus, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        var analyzer = new BuiltInAnalyzers().Find("english")!;
        var directory = new RAMDirectory();

        // Only this policy merges neighbours alone, and so leaves the documents in the corpus' order.
        using (var writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, analyzer)
        {
            Similarity = new EngineBm25(),
            RAMBufferSizeMB = WriteBufferMegabytes,
            MergeScheduler = new SerialMergeScheduler(),
            MergePolicy = new LogDocMergePolicy(),
        }))
        {
            foreach (var document in corpus)
            {
                cancellationToken.ThrowIfCancellationRequested();
                writer.AddDocument([new TextField(Fields[0], document.Title, Field.Store.NO), new TextField(Fields[1], document.Text, Field.Store.NO)]);
            }

            writer.ForceMerge(1);
        }

        return new(directory, DirectoryReader.Open(directory), analyzer);
    }

    /// <summary>Searches.</summary>
    /// <param name="query">What for.</param>
    /// <param name="top">How many of the best documents, at most; 0 or more.</param>
    public Bm25Hits Search(Bm25Query query, int top)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var terms = TextAnalysis.Tokens(_analyzer, query.Text);
        if (terms.Count == 0)
        {
            return new([], []);
        }

        var collector = new HitCollector(top, query.Wanted as IReadOnlySet<int> ?? query.Wanted.ToHashSet());
        _searcher.Search(new DisjunctionMaxQuery([.. Fields.Select(field => OnField(field, terms))], AddFields), collector);
        return collector.Hits;
    }

    /// <summary>Searches for many queries at once, on all cores.</summary>
    /// <param name="queries">What for.</param>
    /// <param name="top">How many of the best documents of each, at most; 0 or more.</param>
    /// <param name="progress">Told the number of queries that are done, now and then; from any thread.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    /// <returns>What each found, in the order of the queries.</returns>
    public IReadOnlyList<Bm25Hits> Search(IReadOnlyList<Bm25Query> queries, int top, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        const int ReportEvery = 256;
        var hits = new Bm25Hits[queries.Count];
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, queries.Count, options, i =>
        {
            hits[i] = Search(queries[i], top);
            var now = Interlocked.Increment(ref done);
            if (now % ReportEvery == 0 || now == hits.Length)
            {
                progress?.Report(now);
            }
        });
        return hits;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
    }

    private static Query OnField(string field, IReadOnlyList<AnalyzedToken> terms)
    {
        if (terms.Count == 1)
        {
            return new TermQuery(new Term(field, terms[0].Term));
        }

        var query = new BooleanQuery();
        foreach (var term in terms.Take(MostTerms))
        {
            query.Add(new TermQuery(new Term(field, term.Term)), Occur.SHOULD);
        }

        return query;
    }
}

/// <summary>A document that BM25 ranked.</summary>
/// <param name="Document">The document's number: its place in the corpus, from 0.</param>
/// <param name="Score">Its score, above 0.</param>
internal readonly record struct Bm25Hit(int Document, float Score);

/// <summary>What one query found, best first; documents of the same score in the corpus' order.</summary>
/// <param name="Top">The best documents of the corpus.</param>
/// <param name="Wanted">Those of the documents that were asked for that the query matches, with the scores that they have in the whole corpus.</param>
internal sealed record Bm25Hits(IReadOnlyList<Bm25Hit> Top, IReadOnlyList<Bm25Hit> Wanted);

/// <summary>What to search for.</summary>
/// <param name="Text">The query's text.</param>
/// <param name="Wanted">Numbers of documents whose scores are wanted however low they are.</param>
internal sealed record Bm25Query(string Text, IReadOnlyCollection<int> Wanted);
