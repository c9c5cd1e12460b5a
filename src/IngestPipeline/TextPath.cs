using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TwinBert.IngestPipeline;

/// <summary>
/// The path of a text field in a source. <c>metadata.genres</c> finds <c>{"metadata":{"genres":…}}</c>, <c>{"metadata.genres":…}</c> and
/// <c>{"metadata":[{"genres":…},…]}</c> alike, as an engine does. <c>metadata.actors[:5]</c> takes the first five values only: a model reads a
/// text's beginning, and a long list would crowd out what follows. Immutable and thread-safe.
/// </summary>
internal sealed partial class TextPath
{
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
        _names = [.. segments.Select((_, i) => Enumerable.Range(1, segments.Length - i).Select(n => string.Join('.', segments, i, n)).ToArray())];
    }

    /// <summary>The path of the field alone, without the number of values: what an engine's source filter takes.</summary>
    public string Path { get; }

    /// <summary>Whether a source can spell the path in more than one way, so that two spellings of it can stand side by side in a document.</summary>
    public bool IsNested => _names.Length > 1;

    /// <summary>Adds the values that the path reaches, in the order of the source.</summary>
    public void Collect(JsonElement root, ICollection<string> values)
    {
        if (_most == int.MaxValue)
        {
            Collect(root, 0, values);
            return;
        }

        var reached = new List<string>();
        Collect(root, 0, reached);
        foreach (var value in reached.Take(_most))
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
        || _names[segment].Select((name, i) => element.TryGetProperty(name, out var value) && IsTouchedBy(value, segment + i + 1)).Any(touched => touched);

    private void Collect(JsonElement element, int segment, ICollection<string> values)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, segment, values);
            }
        }
        else if (segment == _names.Length)
        {
            AddScalar(element, values);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            CollectMembers(element, segment, values);
        }
    }

    private void CollectMembers(JsonElement element, int segment, ICollection<string> values)
    {
        for (var i = 0; i < _names[segment].Length; i++)
        {
            if (element.TryGetProperty(_names[segment][i], out var value))
            {
                Collect(value, segment + i + 1, values);
            }
        }
    }

    private static void AddScalar(JsonElement element, ICollection<string> values)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.String => ReadString(element),
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        if (!string.IsNullOrWhiteSpace(text))
        {
            values.Add(text.Trim());
        }
    }

    // An escape such as a lone surrogate is valid JSON that stands for no text: engines store it, encoders cannot read it.
    private static string? ReadString(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\[:(?<most>[0-9]{1,4})\]$")]
    private static partial Regex FirstValues();
}
