namespace TwinBert.Evaluation.Runs;

/// <summary>What one way of ranking scored on every query, in the queries' order.</summary>
/// <param name="Ndcg">nDCG@10 with linear gain, by query.</param>
/// <param name="ReciprocalRank">The reciprocal rank within the first 10, by query.</param>
public sealed record RankerScores(IReadOnlyList<double> Ndcg, IReadOnlyList<double> ReciprocalRank)
{
    /// <summary>The mean of <see cref="Ndcg"/>; 0 without queries.</summary>
    public double MeanNdcg => Ndcg.DefaultIfEmpty().Average();

    /// <summary>The mean of <see cref="ReciprocalRank"/>: MRR@10; 0 without queries.</summary>
    public double MeanReciprocalRank => ReciprocalRank.DefaultIfEmpty().Average();
}
