namespace TwinBert.Training.Reports;

/// <summary>The nDCG@10 of a row against another's, query by query.</summary>
/// <param name="Row">The other row; <see langword="null"/> for BM25.</param>
/// <param name="Difference">The mean difference.</param>
/// <param name="Better">On how many queries it is better.</param>
/// <param name="Worse">On how many it is worse.</param>
/// <param name="P">The probability of such a difference by chance.</param>
internal sealed record EvaluationComparison(string? Row, double Difference, int Better, int Worse, double P);
