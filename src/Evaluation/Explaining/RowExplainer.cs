using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Reports;

namespace TwinBert.Evaluation.Explaining;

/// <summary>Explains how a row of a report orders the candidates of each query: side by side with the engine, each document with what moved it.</summary>
public sealed class RowExplainer
{
    private readonly EvaluationReport _report;
    private readonly RowReport _row;
    private readonly RowReport? _similarities;

    /// <summary>Prepares explanations.</summary>
    /// <param name="report">The report.</param>
    /// <param name="row">One of its rows.</param>
    public RowExplainer(EvaluationReport report, RowReport row)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(row);
        (_report, _row) = (report, row);

        // What a sidecar serves says no similarities; those of a model beside it are the best guess.
        var alone = report.Rows.Where(other => other is { Kind: RowKind.Alone, Ranker.TypicalSimilarity: not null }).ToArray();
        _similarities = Array.Find(alone, other => other.Contender == row.Contender) ?? (row.Kind == RowKind.Served ? alone.FirstOrDefault() : null);
    }

    /// <summary>Scores that were served, by query and document; <see langword="null"/> where they are not known.</summary>
    public Func<string, IReadOnlyList<LexicalHit>>? Served { get; init; }

    /// <summary>The row that is explained.</summary>
    public RowReport Row => _row;

    /// <summary>Explains one query.</summary>
    /// <param name="index">The query's place in the report.</param>
    public QueryExplanation Explain(int index)
    {
        var query = _report.Candidates.Queries[index];
        var (before, after) = (Ranks(_report.Bm25.Ranker, index), Ranks(_row.Ranker, index));
        var ideal = query.Query.Grades.Values.OrderDescending().Take(RankerMetrics.K).Select((grade, i) => Worth(grade) / Math.Log2(i + 2)).Sum();
        var served = _row.Kind == RowKind.Served ? Served?.Invoke(query.Query.Id).ToDictionary(hit => hit.Id, hit => hit.Score, StringComparer.Ordinal) : null;
        var moves = query.Top.Select((hit, i) => Move(hit, i)).ToArray();
        return new(
            query.Query,
            _report.Bm25.Top100.Metrics.Ndcg[index],
            _row.Top100.Metrics.Ndcg[index],
            [.. moves.Where(move => move.Before <= RankerMetrics.K).OrderBy(move => move.Before)],
            [.. moves.Where(move => move.After <= RankerMetrics.K).OrderBy(move => move.After)]);

        HitMove Move(LexicalHit hit, int place)
        {
            var grade = query.Query.Grades.TryGetValue(hit.Id, out var judged) ? judged : default(int?);
            var (from, to) = (Rank(before, hit.Id), Rank(after, hit.Id));
            return new(hit.Id, grade, from, to, hit.Score)
            {
                Similarity = Similarity(index, place),
                Factor = Factor(index, place, hit, served),
                Contribution = ideal > 0 ? (Share(grade, to) - Share(grade, from)) / ideal : 0,
            };
        }
    }

    private static Dictionary<string, int> RanksOf(IEnumerable<LexicalHit> hits) =>
        hits.Index().ToDictionary(entry => entry.Item.Id, entry => entry.Index + 1, StringComparer.Ordinal);

    private static int? Rank(Dictionary<string, int> ranks, string id) => ranks.TryGetValue(id, out var rank) ? rank : null;

    private Dictionary<string, int> Ranks(Ranker ranker, int index) => RanksOf(ranker.Order(index, _report.Candidates.Queries[index], CandidatePool.Top100));

    private float? Similarity(int index, int place) =>
        _similarities?.Ranker.Scores[index]?.Top[place] is { } similarity && !float.IsNaN(similarity) ? similarity : null;

    private double? Factor(int index, int place, LexicalHit hit, Dictionary<string, float>? served)
    {
        if (_row.Kind == RowKind.Served)
        {
            return served is not null && served.TryGetValue(hit.Id, out var score) && hit.Score != 0 ? score / hit.Score : null;
        }

        return _row.Kind is RowKind.Blend or RowKind.TunedBlend && hit.Score != 0 && _row.Ranker.Scores[index]?.Top[place] is { } blended
            ? blended / hit.Score
            : null;
    }

    private double Share(int? grade, int? rank) => rank <= RankerMetrics.K ? Worth(grade ?? 0) / Math.Log2(rank.Value + 1) : 0;

    private double Worth(int grade) => grade <= 0 ? 0 : _report.Gain == Gain.Linear ? grade : Math.Pow(2, grade) - 1;
}
