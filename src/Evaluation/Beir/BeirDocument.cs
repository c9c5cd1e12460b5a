namespace TwinBert.Evaluation.Beir;

/// <summary>One document of a corpus.</summary>
/// <param name="Id">Its <c>_id</c>.</param>
/// <param name="Title">Its title; empty when it has none.</param>
/// <param name="Text">Its text; empty when it has none.</param>
/// <param name="Json">The whole line: <c>_id</c>, <c>title</c>, <c>text</c>, <c>metadata</c>, UTF-8.</param>
public sealed record BeirDocument(string Id, string Title, string Text, ReadOnlyMemory<byte> Json);
