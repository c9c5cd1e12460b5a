namespace TwinBert.Evaluation.Tuning;

/// <summary>
/// Chooses the weight that a model package is shipped with, on several sets at once: the largest mean gain over BM25 at which no set falls below BM25, and
/// none lies further below what it reaches at the best allowed weight than a tolerance. Where no weight is such a one, the greatest is not allowed, and so on:
/// a set that would gain without end is not what holds the others up. A package meets data that nobody has measured, so that a weight which suits most sets and
/// harms one is worse than one that suits all.
/// </summary>
/// <param name="greatestWeight">The greatest weight that is allowed: what leaves the order that an application asks for in place.</param>
public sealed class WeightRule(double greatestWeight)
{
    /// <summary>How far a set may lie below its own best, in nDCG@10.</summary>
    public const double Tolerance = 0.005;

    /// <summary>The greatest weight that is ever looked at, which is the greatest that there is.</summary>
    public const double Limit = 20;

    /// <summary>The weights that are allowed, rising; the first is 0, which is BM25.</summary>
    public IReadOnlyList<double> Weights { get; } = [.. BlendTuning.Grid.Where(weight => weight <= Math.Min(greatestWeight, Limit))];

    /// <summary>Chooses.</summary>
    /// <param name="sets">For each set what every one of <see cref="Weights"/> reaches, in their order.</param>
    /// <returns>Every weight that was allowed in the end, with what speaks against it, and the one that is chosen; of equal ones the smallest.</returns>
    /// <exception cref="ArgumentException">There is no set, or one has not a figure for each weight.</exception>
    public WeightChoice Choose(IReadOnlyList<WeightedSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Count == 0 || sets.Any(set => set.Ndcg.Count != Weights.Count))
        {
            throw new ArgumentException("Each set needs a figure for each weight, and there has to be one.", nameof(sets));
        }

        // The last that is left is 0, which is BM25 and no choice.
        var chosen = Enumerable.Range(2, Weights.Count - 1).Reverse().Select(allowed => Try(sets, allowed))
            .FirstOrDefault(tried => tried.Any(weight => weight.Holds));
        var shown = chosen ?? Try(sets, Weights.Count);
        return new(shown, shown.Where(weight => weight.Holds).MaxBy(weight => weight.MeanGain));
    }

    private TriedWeight[] Try(IReadOnlyList<WeightedSet> sets, int allowed) => [.. Weights.Take(allowed).Select((weight, i) => new TriedWeight(
        weight,
        sets.Average(set => set.Ndcg[i] - set.Ndcg[0]),
        [.. sets.Where(set => set.Ndcg[i] < set.Ndcg[0]).Select(set => set.Name)],
        [.. sets.Where(set => set.Ndcg[i] < set.Ndcg.Take(allowed).Max() - Tolerance).Select(set => set.Name)]))];
}
