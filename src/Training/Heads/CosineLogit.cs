using TorchSharp.Modules;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Heads;

/// <summary>What the cosine alone says, as a logit: a·cos(q, d) + c.</summary>
internal sealed class CosineLogit
{
    /// <summary>What the name of the scale ends with.</summary>
    public const string Scale = ".scale";

    private const int Iterations = 30;
    private const double Ridge = 1e-3;
    private const double LeastScale = 1;
    private const float InitialScale = 8;

    // A cosine of one half starts undecided: encoders that know nothing of the domain yet put most documents below it.
    private const float InitialBias = -4;

    private readonly Parameter _scale;
    private readonly Parameter _bias;

    /// <summary>Adds both numbers.</summary>
    /// <param name="parameters">Receives them.</param>
    /// <param name="name">What stands before <c>.scale</c> and <c>.bias</c>.</param>
    public CosineLogit(ParameterSet parameters, string name) =>
        (_scale, _bias) = (parameters.Constant(name + Scale, InitialScale, 1), parameters.Constant(name + ".bias", InitialBias, 1));

    /// <summary>The logits: [queries, documents].</summary>
    /// <param name="queries">[queries, D].</param>
    /// <param name="documents">[queries or 1, documents, D].</param>
    public Tensor Forward(Tensor queries, Tensor documents) => (_scale * Cosine(queries, documents)) + _bias;

    /// <summary>The cosines: [queries, documents]; 0 where a vector has no direction.</summary>
    /// <param name="queries">[queries, D].</param>
    /// <param name="documents">[queries or 1, documents, D].</param>
    public static Tensor Cosine(Tensor queries, Tensor documents) =>
        matmul(nn.functional.normalize(documents, dim: -1), nn.functional.normalize(queries, dim: -1).unsqueeze(-1)).squeeze(-1);

    /// <summary>
    /// Fits both numbers to probabilities by Newton's method for the logistic loss. They stay as they are where the cosines do not tell the pairs apart.
    /// </summary>
    /// <param name="pairs">Cosines, the probabilities of a match, and what each counts.</param>
    public void Fit(IReadOnlyList<(float Cosine, float Target, float Weight)> pairs)
    {
        var (scale, bias) = (0.0, 0.0);
        for (var i = 0; i < Iterations && pairs.Count > 0; i++)
        {
            // A slight ridge on the scale: cosines that tell all pairs apart would have none that is best.
            var (byScale, byBias, curve, cross, flat) = (Ridge * scale, 0.0, Ridge, 0.0, 1e-9);
            foreach (var (cosine, target, weight) in pairs)
            {
                var likely = 1 / (1 + Math.Exp(-((scale * cosine) + bias)));
                var (error, slope) = (weight * (likely - target), weight * likely * (1 - likely));
                (byScale, byBias) = (byScale + (error * cosine), byBias + error);
                (curve, cross, flat) = (curve + (slope * cosine * cosine), cross + (slope * cosine), flat + slope);
            }

            var area = (curve * flat) - (cross * cross);
            (scale, bias) = (scale - (((flat * byScale) - (cross * byBias)) / area), bias - (((curve * byBias) - (cross * byScale)) / area));
        }

        if (double.IsFinite(scale) && double.IsFinite(bias) && scale > LeastScale)
        {
            using var untracked = no_grad();
            _scale.fill_((float)scale);
            _bias.fill_((float)bias);
        }
    }

    /// <summary>Takes over the numbers of another.</summary>
    public void CopyFrom(CosineLogit other)
    {
        using var untracked = no_grad();
        _scale.copy_(other._scale);
        _bias.copy_(other._bias);
    }
}
