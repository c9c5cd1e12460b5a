using System.IO.Enumeration;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Fetching;

/// <summary>Which part of a document's source is shown. Immutable.</summary>
internal sealed record SourceFilter(bool IsShown, IReadOnlyList<string> Includes, IReadOnlyList<string> Excludes)
{
    /// <summary>The whole source, byte for byte.</summary>
    public static readonly SourceFilter All = new(true, [], []);

    public static readonly SourceFilter None = new(false, [], []);

    public static SourceFilter Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True:
                return All;
            case JsonValueKind.False:
                return None;
            case JsonValueKind.String or JsonValueKind.Array:
                return new(true, QueryJson.Strings(json), []);
            case JsonValueKind.Object:
                return ReadObject(json);
            default:
                throw EngineErrors.Parsing("Expected one of [VALUE_BOOLEAN, START_OBJECT, VALUE_STRING, START_ARRAY] but found another value in [_source]");
        }
    }

    /// <summary>The filter of the URL parameters <c>_source</c>, <c>_source_includes</c> and <c>_source_excludes</c>; null if there is none.</summary>
    public static SourceFilter? Read(string? source, string? includes, string? excludes) => (source, includes, excludes) switch
    {
        (null, null, null) => null,
        ("false", _, _) => None,
        ("true" or "" or null, _, _) => new(true, Split(includes), Split(excludes)),
        _ => new(true, [.. Split(source), .. Split(includes)], Split(excludes)),
    };

    /// <summary>Writes the source as a value: untouched where nothing is filtered.</summary>
    public void Write(Utf8JsonWriter json, ReadOnlyMemory<byte> source)
    {
        if (Includes.Count + Excludes.Count == 0)
        {
            json.WriteRawValue(source.Span, skipInputValidation: true);
            return;
        }

        using var document = JsonInput.Parse(source);
        json.WriteStartObject();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            WriteMember(json, property, property.Name, isIncluded: Includes.Count == 0);
        }

        json.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter json, JsonProperty property, string path, bool isIncluded)
    {
        if (Matches(Excludes, path))
        {
            return;
        }

        isIncluded = isIncluded || Matches(Includes, path);
        if (isIncluded || HasAny(property.Value, path))
        {
            json.WritePropertyName(property.Name);
            WriteValue(json, property.Value, path, isIncluded);
        }
    }

    private void WriteValue(Utf8JsonWriter json, JsonElement value, string path, bool isIncluded)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    WriteMember(json, property, $"{path}.{property.Name}", isIncluded);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var element in value.EnumerateArray().Where(element => isIncluded || HasAny(element, path)))
                {
                    WriteValue(json, element, path, isIncluded);
                }

                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private bool HasAny(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value
            .EnumerateObject()
            .Any(p => $"{path}.{p.Name}" is var inner && !Matches(Excludes, inner) && (Matches(Includes, inner) || HasAny(p.Value, inner))),
        JsonValueKind.Array => value.EnumerateArray().Any(element => HasAny(element, path)),
        _ => false,
    };

    private static bool Matches(IReadOnlyList<string> patterns, string path)
    {
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }

    private static SourceFilter ReadObject(JsonElement json)
    {
        var filter = All;
        foreach (var property in json.EnumerateObject())
        {
            filter = property.Name switch
            {
                "includes" or "include" => filter with { Includes = QueryJson.Strings(property.Value) },
                "excludes" or "exclude" => filter with { Excludes = QueryJson.Strings(property.Value) },
                // The node shows sources as they were sent, vectors included; leaving them out is refused rather than ignored.
                "exclude_vectors" when !QueryJson.Boolean(property.Value) => filter,
                "exclude_vectors" => throw EngineErrors.Unsupported("[exclude_vectors] of [_source]"),
                _ => throw EngineErrors.Parsing($"Unknown key for a VALUE in [{property.Name}]."),
            };
        }

        return filter;
    }

    private static string[] Split(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
