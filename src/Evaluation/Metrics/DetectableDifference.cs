namespace TwinBert.Evaluation.Metrics;

/// <summary>
/// How small a difference of means so many queries can show: the one that a two-sided test at 5 % finds in 80 of 100 samples, if queries spread as these do,
/// (z₀.₉₇₅ + z₀.₈) · s / √n with the standard deviation s of the differences.
/// </summary>
public static class DetectableDifference
{
    // z₀.₉₇₅ + z₀.₈
    private const double Quantiles = 1.959964 + 0.841621;

    /// <summary>The smallest difference that these queries can show.</summary>
    /// <param name="differences">The difference on each query.</param>
    /// <returns>0 or more; <see cref="double.NaN"/> for fewer than two queries.</returns>
    public static double Of(IReadOnlyList<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return differences.Count < 2 ? double.NaN : Quantiles * Deviation(differences) / Math.Sqrt(differences.Count);
    }

    /// <summary>How many queries it would take to show a difference, if more of them spread as these do.</summary>
    /// <param name="detectable">What <paramref name="queries"/> queries can show.</param>
    /// <param name="queries">The number of queries.</param>
    /// <param name="difference">The difference to show; not 0.</param>
    public static double QueriesFor(double detectable, int queries, double difference) => Math.Ceiling(queries * Math.Pow(detectable / difference, 2));

    private static double Deviation(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
