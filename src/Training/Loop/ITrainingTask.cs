using static TorchSharp.torch;

namespace TwinBert.Training.Loop;

/// <summary>What a training loop does in a step; everything random in it depends on the step's number alone, so that a run can be resumed.</summary>
internal interface ITrainingTask
{
    /// <summary>
    /// The losses of a step's parts, in order, each computed when it is asked for: it is back-propagated, and freed, before the next. Their
    /// gradients add up.
    /// </summary>
    IEnumerable<Tensor> Losses(int step);

    /// <summary>The dev metric, the higher the better; null when the task has none.</summary>
    double? Evaluate();
}
