using Lucene.Net.Index;
using Lucene.Net.Search;

namespace TwinBert.Training.Candidates;

/// <summary>Keeps the best matches of a search and the scores of wanted documents. Used by one search.</summary>
/// <param name="top">How many of the best to keep; 0 or more.</param>
/// <param name="wanted">The wanted documents.</param>
internal sealed class HitCollector(int top, IReadOnlySet<int> wanted) : ICollector
{
    private static readonly Comparer<Bm25Hit> BestFirst = Comparer<Bm25Hit>.Create(
        (a, b) => b.Score.CompareTo(a.Score) is not 0 and var byScore ? byScore : a.Document.CompareTo(b.Document));

    private static readonly Comparer<Bm25Hit> WorstFirst = Comparer<Bm25Hit>.Create((a, b) => BestFirst.Compare(b, a));

    private readonly PriorityQueue<Bm25Hit, Bm25Hit> _best = new(WorstFirst);
    private readonly List<Bm25Hit> _wanted = [];
    private Scorer? _scorer;
    private int _docBase;

    /// <inheritdoc/>
    public bool AcceptsDocsOutOfOrder => true;

    /// <summary>What was found.</summary>
    public Bm25Hits Hits => new([.. _best.UnorderedItems.Select(item => item.Element).Order(BestFirst)], [.. _wanted.Order(BestFirst)]);

    /// <inheritdoc/>
    public void SetScorer(Scorer scorer) => _scorer = scorer;

    /// <inheritdoc/>
    public void SetNextReader(AtomicReaderContext context) => _docBase = context.DocBase;

    /// <inheritdoc/>
    public void Collect(int doc)
    {
        var hit = new Bm25Hit(_docBase + doc, _scorer!.GetScore());
        if (wanted.Contains(hit.Document))
        {
            _wanted.Add(hit);
        }

        if (_best.Count < top)
        {
            _best.Enqueue(hit, hit);
        }
        else if (top > 0 && BestFirst.Compare(hit, _best.Peek()) < 0)
        {
            _best.DequeueEnqueue(hit, hit);
        }
    }
}
