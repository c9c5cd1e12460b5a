namespace TwinBert.Export.Twins;

/// <summary>The names of the graphs of a twin's towers; they are one file where the towers share everything.</summary>
/// <param name="Query">The query tower's.</param>
/// <param name="Document">The document tower's.</param>
public sealed record TwinFiles(string Query, string Document);
