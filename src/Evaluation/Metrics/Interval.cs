namespace TwinBert.Evaluation.Metrics;

/// <summary>Where a mean lies with a probability of 95 %, by the paired bootstrap: queries are drawn with replacement, each with both of its values.</summary>
/// <param name="Low">The lower end: the 2.5th percentile.</param>
/// <param name="High">The upper end: the 97.5th percentile.</param>
public sealed record Interval(double Low, double High)
{
    private const int Samples = 10_000;
    private const double Tail = 0.025;

    /// <summary>Whether zero lies outside of it.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;

    /// <summary>The interval of a mean; both ends are the mean itself where there are fewer than two values.</summary>
    /// <param name="values">A value for each query, such as the difference of two rankings.</param>
    /// <param name="random">Draws the queries; the same seed gives the same interval.</param>
    public static Interval OfMean(IReadOnlyList<double> values, Random random)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(random);
        if (values.Count < 2)
        {
            return new(values.Sum(), values.Sum());
        }

        double[] all = [.. values];
        var means = new double[Samples];
        foreach (ref var mean in means.AsSpan())
        {
            mean = Draw(all, random);
        }

        Array.Sort(means);
        return new(means[(int)(Samples * Tail)], means[(int)(Samples * (1 - Tail)) - 1]);
    }

    private static double Draw(double[] values, Random random)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[random.Next(values.Length)];
        }

        return sum / values.Length;
    }
}
