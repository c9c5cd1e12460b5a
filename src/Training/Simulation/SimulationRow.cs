using TwinBert.Evaluation.Metrics;

namespace TwinBert.Training.Simulation;

/// <summary>What one way of learning reached.</summary>
/// <param name="User">The user.</param>
/// <param name="Impressions">How many pages were seen.</param>
/// <param name="LearnedFrom">What was learned from.</param>
/// <param name="Pairs">How many pairs that is.</param>
/// <param name="Alone">nDCG@10 of the model alone in the top 100.</param>
/// <param name="Blend">That of the blend with BM25.</param>
/// <param name="AgainstStart">The blend against that of the model that it started as.</param>
internal sealed record SimulationRow(string User, int Impressions, string LearnedFrom, int Pairs, double Alone, double Blend, PairedTest? AgainstStart);
