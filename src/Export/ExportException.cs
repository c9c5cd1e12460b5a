namespace TwinBert.Export;

/// <summary>Settings that no encoder can be made of. The message names the file, the setting in it, and what was expected, in one line.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="innerException">What was caught, if anything.</param>
public sealed class ExportException(string message, Exception? innerException = null) : Exception(message, innerException);
