using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;

namespace TwinBert.Evaluation.Reports;

/// <summary>What an evaluation found.</summary>
/// <param name="Candidates">The judged data, and the queries that the means are over: those that have judgements.</param>
/// <param name="Gain">What a grade is worth in nDCG.</param>
/// <param name="Rows">The random order, BM25, and for each contender: alone, its blend, its blend with a tuned weight. As far as they are there.</param>
/// <param name="Recall">The mean share of relevant documents that are among BM25's 100: what no reranking can exceed.</param>
public sealed record EvaluationReport(CandidateSet Candidates, Gain Gain, IReadOnlyList<RowReport> Rows, double Recall)
{
    /// <summary>BM25's row.</summary>
    public RowReport Bm25 => Rows.First(row => row.Kind == RowKind.Bm25);

    /// <summary>The first row of a kind; <see langword="null"/> when there is none.</summary>
    /// <param name="kind">The kind.</param>
    public RowReport? First(RowKind kind) => Rows.FirstOrDefault(row => row.Kind == kind);
}
