using System.IO.Enumeration;

namespace TwinBert.Configuration;

/// <summary>
/// Finds what belongs to an index by its name; nothing belongs to the indices that TwinBert keeps for itself. The first pattern that matches
/// wins, the longest first, and a plain name before any pattern. Immutable and thread-safe.
/// </summary>
/// <typeparam name="T">What is found.</typeparam>
/// <param name="entries">What belongs to each name or pattern; <c>*</c> stands for any characters.</param>
public sealed class PatternTable<T>(IReadOnlyDictionary<string, T> entries)
    where T : class
{
    // What TwinBert keeps for itself, such as its jobs: whatever pattern covers it.
    private const string OwnPrefix = ".twinbert-";

    private readonly KeyValuePair<string, T>[] _patterns =
        [.. entries.Where(entry => entry.Key.Contains('*', StringComparison.Ordinal)).OrderByDescending(entry => entry.Key.Length)];

    /// <summary>What belongs to one index, alias or data stream.</summary>
    /// <param name="name">A plain name, not an expression.</param>
    /// <returns>It, or <see langword="null"/> when nothing does.</returns>
    public T? Find(string name) => name.StartsWith(OwnPrefix, StringComparison.Ordinal)
        ? null
        : entries.TryGetValue(name, out var exact) ? exact
        : Array.Find(_patterns, entry => FileSystemName.MatchesSimpleExpression(entry.Key, name, ignoreCase: false)).Value;
}
