using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;

namespace TwinBert.Evaluation.Reports;

/// <summary>What a row scored over one pool of candidates. The comparisons are of nDCG@10, this row against the other.</summary>
/// <param name="Metrics">By query.</param>
/// <param name="AgainstBm25">The comparison with BM25; <see langword="null"/> for BM25 itself.</param>
/// <param name="AgainstFirst">The comparison with <see cref="RowReport.First"/>; <see langword="null"/> where the row has none.</param>
public sealed record PoolReport(RankerMetrics Metrics, PairedTest? AgainstBm25, PairedTest? AgainstFirst);
