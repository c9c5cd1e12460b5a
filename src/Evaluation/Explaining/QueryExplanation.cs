using TwinBert.Evaluation.Beir;

namespace TwinBert.Evaluation.Explaining;

/// <summary>What became of one query's page.</summary>
/// <param name="Query">The query.</param>
/// <param name="Before">The engine's nDCG@10.</param>
/// <param name="After">The other order's.</param>
/// <param name="EnginePage">The engine's first ten, in its order.</param>
/// <param name="Page">The other's first ten, in its order.</param>
public sealed record QueryExplanation(BeirQuery Query, double Before, double After, IReadOnlyList<HitMove> EnginePage, IReadOnlyList<HitMove> Page)
{
    /// <summary>The other order's nDCG@10 minus the engine's.</summary>
    public double Difference => After - Before;

    /// <summary>
    /// The document whose move counts most for the difference, of those that moved in its direction; <see langword="null"/> where nothing changed.
    /// </summary>
    public HitMove? Cause => Difference == 0
        ? null
        : EnginePage.Concat(Page).Where(move => move.Contribution * Difference > 0).MaxBy(move => Math.Abs(move.Contribution));
}
