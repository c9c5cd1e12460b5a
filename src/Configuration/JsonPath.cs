using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TwinBert.Configuration;

/// <summary>
/// A path to values in a JSON object: <c>query.bool.must[0].match.title.query</c>. Names are joined by full stops; <c>[n]</c> takes one element of an
/// array, from 0, and <c>[*]</c> each. A full stop, a bracket or a backslash in a name stands behind a backslash. Immutable and thread-safe.
/// </summary>
public sealed class JsonPath
{
    private const int EachElement = -1;

    private readonly Step[] _steps;

    private JsonPath(Step[] steps) => _steps = steps;

    /// <summary>The name that the path begins with.</summary>
    public string Member => _steps[0].Name!;

    /// <summary>Reads a path.</summary>
    /// <param name="text">The path as it is written.</param>
    /// <returns>The path, or <see langword="null"/> for a text that is none.</returns>
    public static JsonPath? TryParse(string text)
    {
        var steps = new List<Step>();
        var at = 0;
        while (at == 0 || at < text.Length)
        {
            var isIndex = at > 0 && text[at] == '[';
            if (at > 0 && !isIndex && text[at++] != '.')
            {
                return null;
            }

            if ((isIndex ? ReadIndex(text, ref at) : ReadName(text, ref at)) is not { } step)
            {
                return null;
            }

            steps.Add(step);
        }

        return new([.. steps]);
    }

    /// <summary>Finds the strings that the path leads to.</summary>
    /// <param name="value">The value of <see cref="Member"/>.</param>
    /// <returns>The strings in the order of the text; values of another kind are none.</returns>
    /// <exception cref="InvalidOperationException">A string has half a surrogate pair or broken UTF-8.</exception>
    public IEnumerable<string> Strings(JsonElement value)
    {
        IEnumerable<JsonElement> reached = [value];
        foreach (var step in _steps.AsSpan(1))
        {
            reached = reached.SelectMany(step.From);
        }

        return reached.Where(element => element.ValueKind == JsonValueKind.String).Select(element => element.GetString()!);
    }

    private static Step? ReadName(string text, ref int at)
    {
        var name = new StringBuilder();
        for (; at < text.Length && text[at] is not ('.' or '['); at++)
        {
            if (text[at] == ']' || (text[at] == '\\' && ++at == text.Length))
            {
                return null;
            }

            name.Append(text[at]);
        }

        return name.Length == 0 ? null : new(name.ToString(), 0);
    }

    private static Step? ReadIndex(string text, ref int at)
    {
        var end = text.IndexOf(']', at);
        var inner = end < 0 ? "" : text.AsSpan(at + 1, end - at - 1);
        at = end + 1;
        return inner is "*" ? new(null, EachElement)
            : int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new(null, index)
            : null;
    }

    /// <summary>One step: to the member of a name, or to elements where there is none.</summary>
    private readonly record struct Step(string? Name, int Index)
    {
        public IEnumerable<JsonElement> From(JsonElement value)
        {
            if (Name is not null)
            {
                if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Name, out var member))
                {
                    yield return member;
                }
            }
            else if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var (index, element) in value.EnumerateArray().Index())
                {
                    if (Index is EachElement || Index == index)
                    {
                        yield return element;
                    }
                }
            }
        }
    }
}
