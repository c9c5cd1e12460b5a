namespace TwinBert.Evaluation.Lexical;

/// <summary>The engine that an evaluation runs on cannot be reached, or refused what was asked of it.</summary>
/// <param name="message">One line: the call, and what the engine said.</param>
public sealed class EvaluationException(string message) : Exception(message);
