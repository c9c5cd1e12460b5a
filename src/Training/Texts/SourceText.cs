namespace TwinBert.Training.Texts;

/// <summary>A text to learn the embedding of.</summary>
/// <param name="Text">The text, trimmed, never empty.</param>
/// <param name="Kind">Which tower reads it.</param>
/// <param name="Limit">The most token ids of it, special tokens included.</param>
/// <param name="Unit">Texts with the same number, which follow each other, belong together: a query and its document.</param>
/// <param name="Source">The number of the source that it comes from.</param>
internal sealed record SourceText(string Text, TextKind Kind, int Limit, int Unit, int Source);
