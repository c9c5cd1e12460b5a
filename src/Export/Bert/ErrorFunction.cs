namespace TwinBert.Export.Bert;

/// <summary>The Gauss error function, which .NET lacks.</summary>
internal static class ErrorFunction
{
    private const int Terms = 70;

    /// <summary>erf(x) to about 1e-8, by its series around 0, which converges fast enough up to 4; beyond, erf is 1 to the same precision.</summary>
    public static double Of(double x)
    {
        if (Math.Abs(x) > 4)
        {
            return Math.Sign(x);
        }

        // erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): all terms have the same sign, so that nothing cancels.
        var term = x;
        var sum = x;
        for (var n = 1; n < Terms; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
