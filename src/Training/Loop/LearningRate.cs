namespace TwinBert.Training.Loop;

/// <summary>The learning rate of a step: up from 0 in the warm-up, then down to 0, both along a line.</summary>
internal static class LearningRate
{
    /// <summary>The factor on the largest rate, 0 to 1.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="steps">All of them.</param>
    /// <param name="warmUp">The share of warm-up.</param>
    public static double Factor(int step, int steps, double warmUp)
    {
        var rising = Math.Max(1, (int)(steps * warmUp));
        return step < rising ? (step + 1.0) / rising : Math.Max(0, (double)(steps - step) / Math.Max(1, steps - rising));
    }
}
