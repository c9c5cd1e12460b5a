namespace TwinBert.Evaluation.Tuning;

/// <summary>What a set reaches at each weight.</summary>
/// <param name="Name">The set.</param>
/// <param name="Ndcg">The blend's mean nDCG@10 in BM25's top 100, by weight.</param>
public sealed record WeightedSet(string Name, IReadOnlyList<double> Ndcg);

/// <summary>A weight that was tried on all sets.</summary>
/// <param name="Weight">β.</param>
/// <param name="MeanGain">The mean over the sets of what the blend gains over BM25, in nDCG@10.</param>
/// <param name="BelowBm25">The sets that fall below BM25.</param>
/// <param name="BelowBest">The sets that lie further below their own best than the tolerance.</param>
public sealed record TriedWeight(double Weight, double MeanGain, IReadOnlyList<string> BelowBm25, IReadOnlyList<string> BelowBest)
{
    /// <summary>Whether nothing speaks against it.</summary>
    public bool Holds => BelowBm25.Count == 0 && BelowBest.Count == 0;
}

/// <summary>What the rule found.</summary>
/// <param name="Tried">Every weight up to the greatest that was allowed in the end, rising.</param>
/// <param name="Chosen">The one that is chosen; <see langword="null"/> where none suits all sets.</param>
public sealed record WeightChoice(IReadOnlyList<TriedWeight> Tried, TriedWeight? Chosen);
