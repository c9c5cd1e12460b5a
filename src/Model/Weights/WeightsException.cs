namespace TwinBert.Model.Weights;

/// <summary>Weights that cannot be used. The message names the file, the tensor in it, and what was expected, in one line.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="innerException">What was caught, if anything.</param>
public sealed class WeightsException(string message, Exception? innerException = null) : Exception(message, innerException);
