namespace TwinBert.Cli.Repair;

/// <summary>A repair that cannot go on; the index is as it was.</summary>
/// <param name="message">Why, and what to do, in one line.</param>
internal sealed class RepairFailedException(string message) : Exception(message);
