using System.Globalization;
using TwinBert.Training.Loop;

namespace TwinBert.Training.Display;

/// <summary>What is said of a run's numbers.</summary>
internal static class RunText
{
    /// <summary>Loss and learning rate.</summary>
    public static string Training(double loss, double learningRate) =>
        string.Create(CultureInfo.InvariantCulture, $"loss {loss:0.0000}, learning rate {learningRate:0.0e0}");

    /// <summary>The dev metric.</summary>
    public static string Evaluated(CurvePoint point, bool isBest) =>
        string.Create(CultureInfo.InvariantCulture, $"step {point.Step}: dev {point.Dev:0.0000}{(isBest ? ", the best so far" : "")}");
}
