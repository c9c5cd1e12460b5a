namespace TwinBert.Reranking;

/// <summary>
/// The blend of the engine's score with the model's similarity: <c>score · exp(β · (s − typical))</c>. It looks at one hit alone, so that pages agree, and it
/// stays on the engine's scale whatever β is: a hit of typical similarity keeps its score. Immutable and thread-safe.
/// </summary>
/// <param name="modelWeight">β, 0 to 20.</param>
/// <param name="typicalSimilarity">What the model typically gives, in [−1, 1].</param>
public readonly struct ScoreFusion(double modelWeight, float typicalSimilarity)
{
    /// <summary>A similarity on a scale from 0 to 2; what is outside [−1, 1] by rounding counts as the nearest end.</summary>
    /// <param name="similarity">The model's similarity.</param>
    public static float Raise(float similarity) => Math.Clamp(similarity, -1f, 1f) + 1f;

    /// <summary>Blends two scores.</summary>
    /// <param name="score">The engine's score, finite.</param>
    /// <param name="similarity">The model's similarity; what is outside [−1, 1] by rounding counts as the nearest end.</param>
    /// <returns>A finite number that rises with both, on the side of 0 that the score is on.</returns>
    public float Fuse(float score, float similarity) => ToSingle(FuseExactly(score, similarity));

    /// <summary>
    /// Blends the scores of a window. Where hits that nobody has looked at may lie behind it, the whole of it is raised by one factor, the least that keeps
    /// every hit of it above them: that factor depends on the window alone, which is the same for every page.
    /// </summary>
    /// <param name="scores">The engine's scores, finite and descending.</param>
    /// <param name="similarities">The similarities of the same hits; receives the blended scores.</param>
    /// <param name="hasTail">Whether hits may lie behind the window.</param>
    internal void FuseWindow(ReadOnlySpan<float> scores, Span<float> similarities, bool hasTail)
    {
        var raise = hasTail ? RaiseAbove(scores[^1], scores, similarities) : 1;
        for (var rank = 0; rank < scores.Length; rank++)
        {
            var raised = Times(FuseExactly(scores[rank], similarities[rank]), raise);
            // The factor is that of a quotient: the hit that needs all of it may end a rounding below.
            similarities[rank] = hasTail ? Math.Max(ToSingle(raised), scores[^1]) : ToSingle(raised);
        }
    }

    private double RaiseAbove(float floor, ReadOnlySpan<float> scores, ReadOnlySpan<float> similarities)
    {
        var raise = 1.0;
        for (var rank = 0; rank < scores.Length; rank++)
        {
            var fused = FuseExactly(scores[rank], similarities[rank]);
            if (fused < floor)
            {
                raise = Math.Max(raise, floor > 0 ? floor / fused : fused / floor);
            }
        }

        return raise;
    }

    private double FuseExactly(float score, float similarity) =>
        Times(score, Math.Exp(modelWeight * (Math.Clamp(similarity, -1f, 1f) - (double)typicalSimilarity)));

    /// <summary>Below zero a division does what a product does above: a better similarity is a higher score.</summary>
    private static double Times(double score, double factor) => score >= 0 ? score * factor : score / factor;

    private static float ToSingle(double score) => (float)Math.Clamp(score, float.MinValue, float.MaxValue);
}
