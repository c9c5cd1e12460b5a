using TwinBert.Training.Loop;

namespace TwinBert.Training.Display;

/// <summary>Shows how a run goes.</summary>
internal interface IRunDisplay : ITrainingProgress
{
    /// <summary>Says something once.</summary>
    void Say(string line);

    /// <summary>Begins something that is counted.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="total">How many there are to be.</param>
    /// <returns>Takes how many are done.</returns>
    IProgress<int> Count(string name, int total);
}
