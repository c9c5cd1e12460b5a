namespace TwinBert.Model.Crossing;

/// <summary>A logit as a similarity.</summary>
internal static class Logit
{
    /// <summary>2σ(z) − 1, which is tanh(z/2), in [−1, 1]. Weights can be so large that z is no number: that says nothing about likeness and gives 0.</summary>
    public static float ToSimilarity(float logit) => float.IsNaN(logit) ? 0 : MathF.Tanh(logit / 2);
}
