using System.IO.Enumeration;

namespace TwinBert.Configuration;

/// <summary>
/// Finds the settings of an index by its name. The first pattern that matches wins, a plain name before any pattern. Immutable and thread-safe.
/// </summary>
/// <param name="indices">Settings by name or pattern; <c>*</c> stands for any characters.</param>
public sealed class IndexTable(IReadOnlyDictionary<string, IndexOptions> indices)
{
    private readonly KeyValuePair<string, IndexOptions>[] _patterns =
        [.. indices.Where(entry => entry.Key.Contains('*', StringComparison.Ordinal)).OrderByDescending(entry => entry.Key.Length)];

    /// <summary>The settings of one index, alias or data stream.</summary>
    /// <param name="name">A plain name, not an expression.</param>
    /// <returns>The settings, or <see langword="null"/> when the index is not configured.</returns>
    public IndexOptions? Find(string name)
    {
        if (indices.TryGetValue(name, out var exact))
        {
            return exact;
        }

        return Array.Find(_patterns, entry => FileSystemName.MatchesSimpleExpression(entry.Key, name, ignoreCase: false)).Value;
    }

    /// <summary>The settings of an index expression as it stands in a request's path: <c>a</c>, <c>a,b</c>, <c>a*</c>.</summary>
    /// <param name="expression">The expression, unescaped.</param>
    /// <returns>
    /// The settings, when every part of the expression is searched alike; otherwise <see langword="null"/>. What a document's text is made of matters when it
    /// is written, not to how it is searched: the text fields are those of all parts, as a caller has to see all of them.
    /// </returns>
    public IndexOptions? FindAll(string expression)
    {
        IndexOptions? found = null;
        foreach (var part in expression.Split(','))
        {
            var settings = part.StartsWith('-') ? found : Find(part);
            if (settings is null || (found is not null && !found.IsSearchedAs(settings)))
            {
                return null;
            }

            found = found is null || settings.TextFields.All(found.TextFields.Contains)
                ? found ?? settings
                : found with { TextFields = [.. found.TextFields.Union(settings.TextFields)] };
        }

        return found;
    }
}
