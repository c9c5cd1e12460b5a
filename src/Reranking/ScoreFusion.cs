namespace TwinBert.Reranking;

/// <summary>
/// The blend of the engine's score with the model's similarity: <c>score · exp(β · (s + 1))</c>. It looks at one hit alone, so that a hit's
/// score does not depend on its neighbours and pages agree. The factor is at least 1: no hit falls below one that the engine placed behind the
/// window. Immutable and thread-safe.
/// </summary>
/// <param name="modelWeight">β, 0 to 20.</param>
public readonly struct ScoreFusion(double modelWeight)
{
    /// <summary>A similarity on a scale from 0 to 2; what is outside [−1, 1] by rounding counts as the nearest end.</summary>
    /// <param name="similarity">The model's similarity.</param>
    public static float Raise(float similarity) => Math.Clamp(similarity, -1f, 1f) + 1f;

    /// <summary>Blends two scores.</summary>
    /// <param name="score">The engine's score, finite.</param>
    /// <param name="similarity">The model's similarity; what is outside [−1, 1] by rounding counts as the nearest end.</param>
    /// <returns>A finite number, not below <paramref name="score"/>, rising with both.</returns>
    public float Fuse(float score, float similarity)
    {
        var factor = Math.Exp(modelWeight * Raise(similarity));
        // Below zero a division does what a product does above: a better similarity is a higher score.
        var fused = score >= 0 ? score * factor : score / factor;
        return (float)Math.Min(fused, float.MaxValue);
    }
}
