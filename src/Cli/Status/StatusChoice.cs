namespace TwinBert.Cli.Status;

/// <summary>How <c>twinbert status</c> goes about it.</summary>
/// <param name="Exact">Whether every document is read.</param>
/// <param name="Sample">Otherwise, how many of each index; 0 for none.</param>
/// <param name="Json">Whether the result is printed as JSON.</param>
/// <param name="EmbeddingField">The embedding object; null for the one in use.</param>
internal readonly record struct StatusChoice(bool Exact, int Sample, bool Json, string? EmbeddingField = null);
