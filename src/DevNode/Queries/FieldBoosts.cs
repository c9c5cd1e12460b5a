using System.Globalization;
using System.IO.Enumeration;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary>Lists of fields with boosts and wildcards: <c>["title^2", "text*"]</c>.</summary>
internal static class FieldBoosts
{
    /// <summary>Reads names with boosts.</summary>
    public static IReadOnlyList<KeyValuePair<string, float>> Read(IEnumerable<string> fields) => [.. fields.Select(Read)];

    /// <summary>The fields of an index; a field that more than one entry names has the product of their boosts.</summary>
    /// <param name="fields">What was read; empty for all fields.</param>
    /// <param name="mapping">The index's mapping.</param>
    public static IReadOnlyDictionary<string, float> Resolve(IReadOnlyList<KeyValuePair<string, float>> fields, IndexMapping mapping)
    {
        var result = new Dictionary<string, float>();
        foreach (var (pattern, boost) in fields.Count == 0 ? [new("*", 1f)] : fields)
        {
            if (!pattern.Contains('*', StringComparison.Ordinal))
            {
                Add(result, pattern, boost);
                continue;
            }

            foreach (var field in mapping.Fields.Values.Where(
                f => f.IsSearchedByDefault && FileSystemName.MatchesSimpleExpression(pattern, f.Path, ignoreCase: false)))
            {
                Add(result, field.Path, boost);
            }
        }

        return result;
    }

    private static void Add(Dictionary<string, float> result, string path, float boost) =>
        result[path] = result.TryGetValue(path, out var before) ? before * boost : boost;

    private static KeyValuePair<string, float> Read(string field)
    {
        var caret = field.IndexOf('^', StringComparison.Ordinal);
        if (caret < 0)
        {
            return new(field, 1f);
        }

        return float.TryParse(field.AsSpan(caret + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var boost)
            ? new(field[..caret], boost)
            : throw new EngineException(400, "number_format_exception", $"For input string: \"{field[(caret + 1)..]}\"");
    }
}
