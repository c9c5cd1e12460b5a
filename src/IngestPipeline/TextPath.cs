using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using TwinBert.Search.Json;

namespace TwinBert.IngestPipeline;

/// <summary>
/// The path of a text field in a source. <c>metadata.genres</c> finds <c>{"metadata":{"genres":…}}</c>, <c>{"metadata.genres":…}</c> and
/// <c>{"metadata":[{"genres":…},…]}</c> alike, as an engine does. <c>metadata.actors[:5]</c> takes the first five values only: a model reads a
/// text's beginning, and a long list would crowd out what follows. <c>name.*</c> takes all members of <c>name</c>, such as one for each language;
/// <c>*</c> stands for one whole name. Immutable and thread-safe.
/// </summary>
internal sealed partial class TextPath
{
    private const string AnyName = "*";

    // _names[i][n] is the name that segments i … i + n make when they are written as one dotted key.
    private readonly string[][] _names;
    private readonly int _most = int.MaxValue;

    public TextPath(string path)
    {
        if (FirstValues().Match(path) is { Success: true } match)
        {
            _most = int.Parse(match.Groups["most"].ValueSpan, CultureInfo.InvariantCulture);
            path = path[..match.Index];
        }

        Path = path;
        var segments = path.Split('.');
        Segments = segments;
        HasAnyName = segments.Contains(AnyName);
        _names = [.. segments.Select((_, i) => Enumerable.Range(1, segments.Length - i).Select(n => string.Join('.', segments, i, n)).ToArray())];
    }

    /// <summary>The path of the field alone, without the number of values: what an engine's source filter takes.</summary>
    public string Path { get; }

    /// <summary>Whether a source can spell the path in more than one way, so that two spellings of it can stand side by side in a document.</summary>
    public bool IsNested => _names.Length > 1;

    /// <summary>The names that the path is made of.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>Whether the path reaches members of any name, so that a document may have more of them than a partial one says.</summary>
    public bool HasAnyName { get; }

    /// <summary>Whether names are those of a path that may have <c>*</c> for a name.</summary>
    public static bool IsMatch(IReadOnlyList<string> pattern, IReadOnlyList<string> names) =>
        pattern.Count == names.Count && pattern.Zip(names).All(pair => pair.First == AnyName || pair.First == pair.Second);

    /// <summary>
    /// Adds the values that the path reaches, in the order of the source; those of members of any name in the order of the names, as engines may give the
    /// members of a source in another order than they were written in.
    /// </summary>
    public void Collect(JsonElement root, ICollection<string> values)
    {
        if (_most == int.MaxValue && !HasAnyName)
        {
            Collect(root, 0, "", (_, value) => values.Add(value));
            return;
        }

        var reached = new List<(string At, string Value)>();
        Collect(root, 0, "", (at, value) => reached.Add((at, value)));
        foreach (var (_, value) in reached.OrderBy(one => one.At, StringComparer.Ordinal).Take(_most))
        {
            values.Add(value);
        }
    }

    /// <summary>
    /// Whether a partial document would change what the path reaches when an engine merges it: it holds the field itself, even as null, or puts
    /// something that is no object in its way.
    /// </summary>
    public bool IsTouchedBy(JsonElement partial) => IsTouchedBy(partial, 0);

    private bool IsTouchedBy(JsonElement element, int segment) =>
        segment == _names.Length
        || element.ValueKind != JsonValueKind.Object
        || _names[segment].Select((name, i) => Members(element, name).Any(member => IsTouchedBy(member.Value, segment + i + 1))).Any(touched => touched);

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element, string name)
    {
        if (name.Contains(AnyName, StringComparison.Ordinal))
        {
            var pattern = name.Split('.');
            return element.EnumerateObject().Where(member => IsMatch(pattern, member.Name.Split('.'))).Select(member => (member.Name, member.Value));
        }

        return element.TryGetProperty(name, out var value) ? [(name, value)] : [];
    }

    private void Collect(JsonElement element, int segment, string at, Action<string, string> take)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, segment, at, take);
            }
        }
        else if (segment == _names.Length)
        {
            if (TextOf(element) is { } text)
            {
                take(at, text);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            CollectMembers(element, segment, at, take);
        }
    }

    private void CollectMembers(JsonElement element, int segment, string at, Action<string, string> take)
    {
        for (var i = 0; i < _names[segment].Length; i++)
        {
            foreach (var (name, value) in Members(element, _names[segment][i]))
            {
                Collect(value, segment + i + 1, HasAnyName ? $"{at}.{name}" : at, take);
            }
        }
    }

    private static string? TextOf(JsonElement element)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.String => ReadString(element),
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    // Half a surrogate pair, UTF-8 that the standard does not know: engines store them, and search the rest of the text. What they refuse is no text.
    private static string? ReadString(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException) when (EngineJson.IsTaken(JsonMarshal.GetRawUtf8Value(element)))
        {
            return EngineJson.Text(JsonMarshal.GetRawUtf8Value(element));
        }
    }

    [GeneratedRegex(@"\[:(?<most>[0-9]{1,4})\]$")]
    private static partial Regex FirstValues();
}
