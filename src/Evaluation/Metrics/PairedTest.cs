namespace TwinBert.Evaluation.Metrics;

/// <summary>
/// Compares two ways of ranking query by query. The probability is that of Fisher's randomisation test, two-sided: how often a difference of means at
/// least as large would arise if, for each query, chance decided which of the two values belongs to which ranking.
/// </summary>
/// <param name="Better">Queries on which the second is better.</param>
/// <param name="Worse">Queries on which the second is worse.</param>
/// <param name="MeanDifference">The second's mean minus the first's.</param>
/// <param name="Probability">The p-value, above 0 and at most 1; estimated from 10,000 random assignments.</param>
public sealed record PairedTest(int Better, int Worse, double MeanDifference, double Probability)
{
    private const int Assignments = 10_000;

    // Differences of this size come from rounding, not from ranking.
    private const double Negligible = 1e-12;

    /// <summary>Where the difference of means lies with a probability of 95 %.</summary>
    public required Interval Interval { get; init; }

    /// <summary>The smallest difference that so many queries can show (<see cref="DetectableDifference"/>).</summary>
    public required double Detectable { get; init; }

    /// <summary>Whether the difference is more than chance: a probability of 5 % or less, and an interval without zero.</summary>
    public bool IsSignificant => Probability <= 0.05 && Interval.ExcludesZero;

    /// <summary>Compares two rankings.</summary>
    /// <param name="first">The first's value on each query.</param>
    /// <param name="second">The second's, in the same order.</param>
    /// <param name="random">Draws the assignments; the same seed gives the same probability.</param>
    public static PairedTest Of(IReadOnlyList<double> first, IReadOnlyList<double> second, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Count, first.Count);
        var all = first.Zip(second, (a, b) => Math.Abs(b - a) > Negligible ? b - a : 0).ToArray();
        var differences = all.Where(difference => difference != 0).ToArray();
        var observed = Math.Abs(differences.Sum()) - Negligible;
        var atLeast = Enumerable.Range(0, Assignments).Count(_ => Math.Abs(Assign(differences, random)) >= observed);
        return new(
            differences.Count(difference => difference > 0),
            differences.Count(difference => difference < 0),
            first.Count == 0 ? 0 : differences.Sum() / first.Count,
            (atLeast + 1.0) / (Assignments + 1))
        {
            Interval = Interval.OfMean(all, random),
            Detectable = DetectableDifference.Of(all),
        };
    }

    // A draw decides on 63 queries: the test is repeated for every row of a report.
    private static double Assign(double[] differences, Random random)
    {
        const int Bits = 63;
        var sum = 0.0;
        for (var start = 0; start < differences.Length; start += Bits)
        {
            var signs = random.NextInt64(long.MaxValue);
            foreach (var difference in differences.AsSpan(start, Math.Min(Bits, differences.Length - start)))
            {
                sum += (signs & 1) == 0 ? difference : -difference;
                signs >>= 1;
            }
        }

        return sum;
    }
}
