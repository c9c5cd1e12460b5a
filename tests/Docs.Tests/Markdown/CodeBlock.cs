namespace TwinBert.Docs.Tests.Markdown;

/// <summary>A fenced block.</summary>
/// <param name="Place">Its first line inside the fence.</param>
/// <param name="Language">What stands behind the opening fence; empty for nothing.</param>
/// <param name="Text">What is inside, lines ended by <c>\n</c>.</param>
internal sealed record CodeBlock(Place Place, string Language, string Text);
