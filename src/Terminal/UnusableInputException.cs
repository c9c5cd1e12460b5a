namespace TwinBert.Terminal;

/// <summary>Input that a command cannot work with. Becomes one line on standard error and exit code 2.</summary>
/// <param name="message">Names the input and the remedy.</param>
public sealed class UnusableInputException(string message) : Exception(message);
