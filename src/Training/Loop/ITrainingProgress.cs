namespace TwinBert.Training.Loop;

/// <summary>Is told how a run goes.</summary>
internal interface ITrainingProgress
{
    /// <summary>A step is done.</summary>
    /// <param name="step">How many are done.</param>
    /// <param name="steps">How many there are.</param>
    /// <param name="loss">A running mean of the loss.</param>
    /// <param name="learningRate">The learning rate.</param>
    void Stepped(int step, int steps, double loss, double learningRate);

    /// <summary>The dev metric was measured.</summary>
    void Evaluated(CurvePoint point, bool isBest);
}
