namespace TwinBert.Evaluation.Beir;

/// <summary>A dataset that cannot be used: files are missing, a line is malformed, an id is unknown.</summary>
/// <param name="message">One line that names the file, the line where there is one, and the remedy.</param>
public sealed class DatasetException(string message) : Exception(message);
