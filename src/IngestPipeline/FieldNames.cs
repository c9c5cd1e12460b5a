using System.Text.Json;

namespace TwinBert.IngestPipeline;

/// <summary>
/// The fields that a mapping or a document has, by their paths, and those among them that somebody may have meant by another name. Thread-safe.
/// </summary>
public static class FieldNames
{
    private const int MostNearest = 3;
    private const int ShortName = 3;
    private const char Separator = '.';

    /// <summary>The paths of a mapping's fields that stand for values of a source: objects, aliases and multi-fields do not.</summary>
    /// <param name="mappings">The <c>mappings</c> of an index.</param>
    public static IReadOnlyCollection<string> OfMapping(JsonElement mappings)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        AddMapped(mappings, "", found);
        return found;
    }

    /// <summary>The paths of a document's values, dotted keys taken apart.</summary>
    /// <param name="source">The document's source.</param>
    public static IReadOnlyCollection<string> OfDocument(JsonElement source)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        AddValues(source, "", found);
        return found;
    }

    /// <summary>A text field's path alone, without the number of values: what an engine's source filter takes.</summary>
    /// <param name="textField">The path, which may have <c>*</c> for a name and <c>[:5]</c> at its end.</param>
    public static string PathOf(string textField) => new TextPath(textField).Path;

    /// <summary>Whether a text field's path leads to one of some fields.</summary>
    /// <param name="textField">The path, which may have <c>*</c> for a name and <c>[:5]</c> at its end.</param>
    /// <param name="known">The fields.</param>
    public static bool Reaches(string textField, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var pattern = new TextPath(textField).Segments;
        return known.Any(name => TextPath.IsMatch(pattern, name.Split(Separator)));
    }

    /// <summary>
    /// The fields that a path comes nearest to: those within the object that it names, those of its name elsewhere, and those that are spelled almost alike.
    /// </summary>
    /// <param name="textField">The path.</param>
    /// <param name="known">The fields.</param>
    /// <returns>At most three, the nearest first, and a path for all fields of the object where it names one.</returns>
    public static IReadOnlyList<string> Nearest(string textField, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var path = PathOf(textField);
        var names = known.Where(name => name != path).Order(StringComparer.Ordinal).ToArray();
        var inside = names.Where(name => name.StartsWith(path + Separator, StringComparison.Ordinal)).ToArray();
        var nearest = inside.Length > 0
            ? inside.AsEnumerable()
            : names.Select(name => (Name: name, Distance: Distance(path, name)))
                .Where(near => near.Distance is not null)
                .OrderBy(near => near.Distance)
                .Select(near => near.Name);
        var first = nearest.Take(MostNearest);
        return [.. inside.Length > 1 ? first.Append(path + ".*") : first];
    }

    private static void AddMapped(JsonElement mapping, string prefix, HashSet<string> found)
    {
        if (mapping.ValueKind != JsonValueKind.Object
            || !mapping.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in properties.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Object))
        {
            var path = prefix + property.Name;
            if (property.Value.TryGetProperty("type", out var type) && !type.ValueEquals("object") && !type.ValueEquals("nested"))
            {
                if (!type.ValueEquals("alias"))
                {
                    found.Add(path);
                }
            }
            else
            {
                AddMapped(property.Value, path + Separator, found);
            }
        }
    }

    private static void AddValues(JsonElement value, string path, HashSet<string> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    AddValues(member.Value, path.Length == 0 ? member.Name : path + Separator + member.Name, found);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    AddValues(item, path, found);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number:
                found.Add(path);
                break;
        }
    }

    // Of two names, the last segments are compared: 'brand' comes near 'metadata.brand', and 'titel' near 'title'.
    private static int? Distance(string path, string name)
    {
        var (wanted, found) = (Last(path), Last(name));
        var edits = Edits(wanted.ToUpperInvariant(), found.ToUpperInvariant());
        var longest = Math.Max(wanted.Length, found.Length);
        var most = longest <= ShortName ? 1 : Math.Max(2, longest / 3);
        var isAsDeep = path.Contains(Separator, StringComparison.Ordinal) == name.Contains(Separator, StringComparison.Ordinal);
        return edits > most ? null : (edits * 2) + (isAsDeep ? 0 : 1);
    }

    private static string Last(string path) => path[(path.LastIndexOf(Separator) + 1)..];

    // Levenshtein's distance.
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
