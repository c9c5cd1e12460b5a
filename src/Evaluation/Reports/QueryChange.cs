using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;

namespace TwinBert.Evaluation.Reports;

/// <summary>How a row differs from BM25 on one query.</summary>
/// <param name="Query">The query.</param>
/// <param name="Bm25">BM25's nDCG@10.</param>
/// <param name="Row">The row's.</param>
public sealed record QueryChange(BeirQuery Query, double Bm25, double Row)
{
    /// <summary>The row's value minus BM25's.</summary>
    public double Difference => Row - Bm25;

    /// <summary>The queries on which a row is worse than BM25, the worst first.</summary>
    /// <param name="report">The report.</param>
    /// <param name="row">One of its rows.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="count">At most so many.</param>
    public static IReadOnlyList<QueryChange> Worst(EvaluationReport report, RowReport row, CandidatePool pool, int count) =>
        [.. All(report, row, pool).Where(change => change.Difference < 0).OrderBy(change => change.Difference).Take(count)];

    /// <summary>The queries on which a row is better than BM25, the best first.</summary>
    /// <param name="report">The report.</param>
    /// <param name="row">One of its rows.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="count">At most so many.</param>
    public static IReadOnlyList<QueryChange> Best(EvaluationReport report, RowReport row, CandidatePool pool, int count) =>
        [.. All(report, row, pool).Where(change => change.Difference > 0).OrderByDescending(change => change.Difference).Take(count)];

    private static IEnumerable<QueryChange> All(EvaluationReport report, RowReport row, CandidatePool pool)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(row);
        return report.Candidates.Queries.Select((query, i) => new QueryChange(query.Query, report.Bm25.Of(pool).Metrics.Ndcg[i], row.Of(pool).Metrics.Ndcg[i]));
    }
}
