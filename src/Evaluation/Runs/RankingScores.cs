namespace TwinBert.Evaluation.Runs;

/// <summary>Three ways of ordering the same candidates.</summary>
/// <param name="Bm25">The engine's order.</param>
/// <param name="Model">By the model's similarity alone.</param>
/// <param name="Blend">By the blend of both.</param>
public sealed record RankingScores(RankerScores Bm25, RankerScores Model, RankerScores Blend);
