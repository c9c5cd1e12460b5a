using System.Text.Json;
using TwinBert.Search.Cutting;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Sources;

/// <summary>
/// Has the engine itself leave the embedding objects out of <c>_source</c>, where the answer comes in a form that it is not cut out of: YAML, CBOR or SMILE.
/// What else a client chose of <c>_source</c> stands. Thread-safe.
/// </summary>
public static class EmbeddingExclusion
{
    private const string Source = "_source";
    private const string Includes = "_source_includes";
    private const string Excludes = "_source_excludes";
    private const string Excluding = Excludes + "=";

    /// <summary>Members of a body that say what comes of the source, or that leave it out unless something is said about it.</summary>
    private static readonly string[] Choosing = [Source, "stored_fields", "script_fields"];

    /// <summary>Adds to the URL of a read what leaves the objects out.</summary>
    /// <param name="kind">What is read. An answer that has no source unless it is asked for is changed only where the URL asks.</param>
    /// <param name="queryString">The raw query string, with or without its question mark.</param>
    /// <param name="body">The request's body; empty for none.</param>
    /// <param name="isJson">Whether that is JSON.</param>
    /// <param name="fields">The objects.</param>
    /// <returns>The query string to send: the same text where nothing is to be changed, or where it is not certain that nothing else would change.</returns>
    public static string InUrl(DocumentReadKind kind, string queryString, ReadOnlySpan<byte> body, bool isJson, IReadOnlyCollection<EmbeddingField> fields)
    {
        if (!SearchUrl.TryRead(queryString, out var url) || url[Source] is { Value: "false" })
        {
            return queryString;
        }

        var name = string.Join(',', fields.Select(field => Uri.EscapeDataString(field.Name)));
        if (url[Excludes] is { } excludes)
        {
            return queryString.Insert(queryString.Length - url.Text.Length + excludes.End, excludes.Value.Length == 0 ? name : "," + name);
        }

        if (url[Source] is not null || url[Includes] is not null)
        {
            return UrlText.With(queryString, Excluding + name);
        }

        return url["stored_fields"] is null && InBody(kind, body, isJson) is { } chosen
            ? UrlText.With(queryString, chosen + name)
            : queryString;
    }

    // The parameters that say the same as the body, up to the place for one more name; null where there is nothing to change.
    private static string? InBody(DocumentReadKind kind, ReadOnlySpan<byte> body, bool isJson) => kind switch
    {
        DocumentReadKind.Document or DocumentReadKind.Source => Excluding,
        DocumentReadKind.Update or DocumentReadKind.Bulk => null,
        _ when body.IsEmpty => Excluding,
        DocumentReadKind.Search when isJson => OfSearch(body),
        _ => Mentions(body) ? null : Excluding,
    };

    private static bool Mentions(ReadOnlySpan<byte> body)
    {
        foreach (var name in Choosing)
        {
            if (body.IndexOf(System.Text.Encoding.ASCII.GetBytes(name)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string? OfSearch(ReadOnlySpan<byte> json)
    {
        if (!SearchBody.TryRead(json, out var body))
        {
            return null;
        }

        if (body[Source] is { } source)
        {
            return OfSource(source.In(json));
        }

        return Array.Exists(Choosing, name => body[name] is not null) ? null : Excluding;
    }

    private static string? OfSource(ReadOnlySpan<byte> value)
    {
        try
        {
            using var source = JsonDocument.Parse(value.ToArray(), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            var root = source.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.True => Excluding,
                JsonValueKind.String or JsonValueKind.Array => Parameters(Names(root), []),
                JsonValueKind.Object => OfFilter(root),
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JsonException: deeper than any choice is. InvalidOperationException: a name with broken UTF-8 or half a surrogate pair.
            return null;
        }
    }

    private static string? OfFilter(JsonElement filter)
    {
        List<string>? includes = [], excludes = [];
        foreach (var member in filter.EnumerateObject())
        {
            switch (member.Name)
            {
                case "includes" or "include":
                    includes = Names(member.Value);
                    break;
                case "excludes" or "exclude":
                    excludes = Names(member.Value);
                    break;
                default:
                    return null;
            }
        }

        return Parameters(includes, excludes);
    }

    private static string? Parameters(List<string>? includes, List<string>? excludes) =>
        includes is null || excludes is null ? null
        : (includes.Count == 0 ? "" : $"{Includes}={Join(includes)}&")
            + $"{Excluding}{string.Concat(excludes.Select(name => Uri.EscapeDataString(name) + ","))}";

    private static string Join(List<string> names) => string.Join(',', names.Select(Uri.EscapeDataString));

    // A parameter separates names by commas: one that has a comma itself cannot be said there.
    private static List<string>? Names(JsonElement value)
    {
        var elements = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value };
        var names = elements.Where(element => element.ValueKind == JsonValueKind.String).Select(element => element.GetString()!).ToList();
        return names.Count == elements.Length && names.TrueForAll(name => name.Length > 0 && !name.Contains(',', StringComparison.Ordinal)) ? names : null;
    }
}
