using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Tuning;

namespace TwinBert.Evaluation.Reports;

/// <summary>Measures rankers on the same candidates, and compares each with BM25 and with the first of its kind.</summary>
/// <param name="candidates">The candidates.</param>
/// <param name="gain">What a grade is worth.</param>
internal sealed class ReportBuilder(CandidateSet candidates, Gain gain)
{
    // Fixed, so that the same rankings are always given the same probability.
    private const int Seed = 20_020_627;

    private readonly List<Entry> _entries = [];

    public void Add(RowKind kind, string? contender, Ranker ranker, double? weight = null, TunedWeight? tuned = null) =>
        _entries.Add(new(kind, contender, ranker, weight, tuned, Measure(ranker, CandidatePool.Judged), Measure(ranker, CandidatePool.Top100)));

    public EvaluationReport Build(CancellationToken cancellationToken)
    {
        var rows = new List<RowReport>(_entries.Count);
        foreach (var entry in _entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(Row(entry));
        }

        var recall = candidates.Queries.Select(
            query => Recall.At(CandidateSet.Top, query.Top.Select(hit => query.Query.Grades.GetValueOrDefault(hit.Id)), query.Query.Grades.Values));
        return new(candidates, gain, rows, recall.DefaultIfEmpty().Average());
    }

    private RankerMetrics Measure(Ranker ranker, CandidatePool pool) => RankerMetrics.Of(candidates.Queries, ranker, pool, gain);

    private RowReport Row(Entry entry)
    {
        var bm25 = _entries.Find(other => other.Kind == RowKind.Bm25);
        var first = _entries.Find(other => other.Kind == entry.Kind && other.Contender is not null) ?? _entries.Find(other => other.Kind == RowKind.Alone);
        bm25 = bm25 == entry ? null : bm25;
        first = first == entry ? null : first;
        return new(entry.Kind, entry.Contender, entry.Ranker)
        {
            Weight = entry.Weight,
            Tuned = entry.Tuned,
            First = first?.Ranker.Name,
            Judged = new(entry.Judged, Compare(bm25?.Judged, entry.Judged), Compare(first?.Judged, entry.Judged)),
            Top100 = new(entry.Top100, Compare(bm25?.Top100, entry.Top100), Compare(first?.Top100, entry.Top100)),
        };
    }

    private static PairedTest? Compare(RankerMetrics? other, RankerMetrics metrics) =>
        other is null ? null : PairedTest.Of(other.Ndcg, metrics.Ndcg, new Random(Seed));

    private sealed record Entry(RowKind Kind, string? Contender, Ranker Ranker, double? Weight, TunedWeight? Tuned, RankerMetrics Judged, RankerMetrics Top100);
}
