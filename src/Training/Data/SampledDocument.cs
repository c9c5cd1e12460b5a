namespace TwinBert.Training.Data;

/// <summary>A document that was drawn for a query.</summary>
/// <param name="Document">The document's number.</param>
/// <param name="Grade">Its grade; <see cref="JudgedDocument.Unjudged"/> where nobody judged it.</param>
internal readonly record struct SampledDocument(int Document, int Grade);
