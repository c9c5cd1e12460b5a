using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using TwinBert.DevNode.Aggregations;
using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Searching;

/// <summary>What a collector does with each match.</summary>
internal sealed record CollectPlan(
    int Keep,
    bool NeedsScores,
    float? MinScore,
    Filter? PostFilter,
    object?[]? After,
    IReadOnlyList<TermsAggregator> Aggregators);

/// <summary>Sees every match of one snapshot: counts, keeps the best, feeds aggregations. Used by one search on one thread.</summary>
internal sealed class ShardCollector(SearchShard shard, CollectPlan plan, CancellationToken cancellationToken) : ICollector
{
    private const int CancellationStride = 0x3FF;
    private readonly HitOrder _order = new(shard.Sort);
    private readonly PriorityQueue<Hit, Hit> _best = new(new HitOrder(shard.Sort).Reversed());
    private Scorer? _scorer;
    private DocumentVersion?[] _documents = [];
    private FixedBitSet? _filtered;
    private int _docBase;
    private Hit _worst;

    /// <summary>The number of matches that count as hits.</summary>
    public int Total { get; private set; }

    /// <summary>The highest score seen; NaN if there is none.</summary>
    public float MaxScore { get; private set; } = float.NaN;

    /// <summary>The kept hits in no order.</summary>
    public IEnumerable<Hit> Hits => _best.UnorderedItems.Select(item => item.Element);

    public bool AcceptsDocsOutOfOrder => true;

    public void SetScorer(Scorer scorer) => _scorer = scorer;

    public void SetNextReader(AtomicReaderContext context)
    {
        _docBase = context.DocBase;
        _documents = shard.Snapshot.Documents(context);
        _filtered = plan.PostFilter is null ? null : Bits(plan.PostFilter, context);
    }

    public void Collect(int doc)
    {
        var score = plan.NeedsScores ? _scorer!.GetScore() : float.NaN;
        if (plan.MinScore is { } minimum && score < minimum)
        {
            return;
        }

        foreach (var aggregator in plan.Aggregators)
        {
            aggregator.Collect(_documents[doc]!);
        }

        if (_filtered?.Get(doc) == false || plan.PostFilter is not null && _filtered is null)
        {
            return;
        }

        if ((++Total & CancellationStride) == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (plan.NeedsScores && !(score <= MaxScore))
        {
            MaxScore = score;
        }

        if (plan.Keep > 0)
        {
            Offer(doc, score);
        }
    }

    private void Offer(int doc, float score)
    {
        var isFull = _best.Count >= plan.Keep;
        if (isFull && shard.Sort.Count == 0 && score < _worst.Score)
        {
            return;
        }

        var hit = new Hit(shard.Number, _docBase + doc, score, shard.Sort.Count == 0 ? null : SortOf(doc, score));
        if (plan.After is { } after && _order.CompareKeys(hit, float.NaN, after) <= 0)
        {
            return;
        }

        if (!isFull)
        {
            _best.Enqueue(hit, hit);
        }
        else if (_order.Compare(hit, _worst) < 0)
        {
            _best.DequeueEnqueue(hit, hit);
        }

        _worst = _best.Peek();
    }

    private object?[] SortOf(int doc, float score)
    {
        var values = new object?[shard.Sort.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = shard.Sort[i].Key.Kind switch
            {
                SortKind.Score => score,
                SortKind.Document => (long)(_docBase + doc),
                SortKind.ShardDocument => ((long)shard.Number << 32) | (uint)(_docBase + doc),
                SortKind.SequenceNumber => _documents[doc]!.SequenceNumber,
                _ => shard.Sort[i].Read(_documents[doc]!),
            };
        }

        return values;
    }

    private static FixedBitSet? Bits(Filter filter, AtomicReaderContext context)
    {
        var iterator = filter.GetDocIdSet(context, context.AtomicReader.LiveDocs)?.GetIterator();
        if (iterator is null)
        {
            return null;
        }

        var bits = new FixedBitSet(context.AtomicReader.MaxDoc);
        bits.Or(iterator);
        return bits;
    }
}
