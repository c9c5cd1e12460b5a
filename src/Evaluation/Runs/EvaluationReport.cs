namespace TwinBert.Evaluation.Runs;

/// <summary>What an evaluation found.</summary>
/// <param name="Dataset">The dataset's name.</param>
/// <param name="Split">The split.</param>
/// <param name="Queries">The number of queries that the means are over: those that have judgements.</param>
/// <param name="Judged">Over the judged documents of each query.</param>
/// <param name="Top100">Over the engine's 100 best documents; those without a judgement count as irrelevant.</param>
/// <param name="Recall">The mean share of relevant documents that are among those 100: what no reranking can exceed.</param>
public sealed record EvaluationReport(string Dataset, string Split, int Queries, RankingScores Judged, RankingScores Top100, double Recall);
