namespace TwinBert.Evaluation.Tuning;

/// <summary>A weight that was chosen on a split.</summary>
/// <param name="Split">The split.</param>
/// <param name="Weight">β.</param>
/// <param name="Ndcg">The blend's mean nDCG@10 there, in BM25's top 100.</param>
/// <param name="Tried">Every weight that was tried, with the blend's figure.</param>
public sealed record TunedWeight(string Split, double Weight, double Ndcg, IReadOnlyList<(double Weight, double Ndcg)> Tried);
