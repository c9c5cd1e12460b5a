using System.Numerics.Tensors;
using TwinBert.Export.Bert;

namespace TwinBert.Export.Quantisation;

/// <summary>
/// Moves outliers of activations into the weights. In a BERT a channel or two are ten times as large as the rest at the special tokens; with one
/// scale for all, they leave the rest a few of the 256 steps. What a channel exceeds the 98th percentile by is divided out of it and
/// multiplied into its row of the weight, which changes no product.
/// </summary>
internal sealed record OutlierSmoothing(float[] Factors, Linear Linear)
{
    private const double Percentile = 0.98;

    /// <summary>What to multiply the input by, and the weight for it; null where nothing stands out.</summary>
    public static OutlierSmoothing? Of(ReadOnlySpan<float> peaks, Linear linear)
    {
        if (peaks.IsEmpty)
        {
            return null;
        }

        var sorted = peaks.ToArray();
        Array.Sort(sorted);
        var limit = sorted[(int)((sorted.Length - 1) * Percentile)];
        if (limit <= 0 || sorted[^1] <= limit)
        {
            return null;
        }

        var factors = new float[peaks.Length];
        var weight = (float[])linear.Weight.Clone();
        for (var i = 0; i < factors.Length; i++)
        {
            var excess = Math.Max(1, peaks[i] / limit);
            factors[i] = 1 / excess;
            var row = weight.AsSpan(i * linear.Outputs, linear.Outputs);
            TensorPrimitives.Multiply(row, excess, row);
        }

        return new(factors, linear with { Weight = weight });
    }
}
