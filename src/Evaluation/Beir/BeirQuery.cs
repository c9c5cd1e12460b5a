namespace TwinBert.Evaluation.Beir;

/// <summary>One judged query.</summary>
/// <param name="Id">Its <c>_id</c>.</param>
/// <param name="Text">What was searched for.</param>
/// <param name="Grades">The judged documents and their grades, by document id: 0 for irrelevant, the higher the better. Never empty.</param>
public sealed record BeirQuery(string Id, string Text, IReadOnlyDictionary<string, int> Grades);
