using System.IO.Enumeration;
using System.Text.Json;

namespace TwinBert.DevNode.Http;

/// <summary>The paths of <c>filter_path</c>: <c>hits.hits._id</c>, <c>**.title</c>, <c>-took</c>.</summary>
internal sealed class PathFilter
{
    private readonly string[][] _includes;
    private readonly string[][] _excludes;

    private PathFilter(string[][] includes, string[][] excludes)
    {
        _includes = includes;
        _excludes = excludes;
    }

    public static PathFilter Read(string text)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new(
            [.. parts.Where(p => p[0] != '-').Select(Names)],
            [.. parts.Where(p => p[0] == '-').Select(p => Names(p[1..]))]);
    }

    /// <summary>The names in a path: a full stop behind a backslash is part of a name.</summary>
    private static string[] Names(string path) =>
        [.. path.Replace("\\.", "\0", StringComparison.Ordinal).Split('.').Select(name => name.Replace('\0', '.'))];

    /// <summary>Writes what the filter lets through.</summary>
    public void Write(Utf8JsonWriter json, JsonElement root)
    {
        if (!TryWrite(json, root, _includes, _excludes, isIncluded: _includes.Length == 0, name: null))
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
    }

    private static bool TryWrite(Utf8JsonWriter json, JsonElement value, string[][] includes, string[][] excludes, bool isIncluded, string? name)
    {
        if (!isIncluded && !HasAny(value, includes))
        {
            return false;
        }

        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    if (!Ends(Step(excludes, property.Name)))
                    {
                        var inner = Step(includes, property.Name);
                        TryWrite(json, property.Value, inner, Step(excludes, property.Name), isIncluded || Ends(inner), property.Name);
                    }
                }

                json.WriteEndObject();
                return true;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                {
                    TryWrite(json, element, includes, excludes, isIncluded, name: null);
                }

                json.WriteEndArray();
                return true;
            default:
                value.WriteTo(json);
                return true;
        }
    }

    private static bool HasAny(JsonElement value, string[][] includes) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(p => Step(includes, p.Name) is { Length: > 0 } inner && (Ends(inner) || HasAny(p.Value, inner))),
        JsonValueKind.Array => value.EnumerateArray().Any(e => HasAny(e, includes)),
        _ => false,
    };

    // The rests of the paths that go through a member of this name. "**" stands for any number of names.
    private static string[][] Step(string[][] paths, string name) => [.. paths.Where(p => p.Length > 0).SelectMany(p =>
        p[0] == "**" ? [p, .. p.Length > 1 && Matches(p[1], name) ? new[] { p[2..] } : []]
        : Matches(p[0], name) ? [p[1..]]
        : Array.Empty<string[]>())];

    private static bool Ends(string[][] paths) => paths.Any(p => p.Length == 0);

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
