using System.IO.Enumeration;
using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Features;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Reading;

/// <summary>
/// Whether the client itself asks for our fields. What it asks for by doc value and exact name, or in <c>fields</c> by name or pattern, comes anyway, and we
/// read it there. What it asks for in another way would come under the name that ours comes under, in a shape that is not known, so that search is left
/// to the engine.
/// </summary>
/// <param name="Vector">The client's own search brings the vector.</param>
/// <param name="Model">The client's own search brings the fingerprint.</param>
/// <param name="Hidden">What <c>fields</c> bring of the embedding object is to be cut out, as it is out of <c>_source</c>.</param>
/// <param name="SkipReason">Why the search is left to the engine; <see langword="null"/> where it is not.</param>
internal readonly record struct RequestedFields(bool Vector, bool Model, bool Hidden, RerankReason? SkipReason)
{
    private static readonly RequestedFields Mixed = new(false, false, false, RerankReason.EmbeddingRequested);

    public static RequestedFields Read(SearchUrl url, SearchBody members, ReadOnlySpan<byte> body, EmbeddingField field)
    {
        if (url["stored_fields"] is { Value: var stored } && stored.Contains("_none_", StringComparison.Ordinal))
        {
            return new(false, false, false, RerankReason.StoredFields);
        }

        if (members["stored_fields"] is { } storedInBody && storedInBody.In(body).IndexOf("_none_"u8) >= 0)
        {
            return new(false, false, false, RerankReason.StoredFields);
        }

        var fetched = Names(members["fields"], body, out var unreadable);
        var wanted = Names(members["docvalue_fields"], body, out var alsoUnreadable)
            .Concat(url["docvalue_fields"]?.Value.Split(',', StringSplitOptions.TrimEntries) ?? [])
            .Where(name => Reaches(name, field))
            .ToArray();
        if (unreadable || alsoUnreadable || ScriptsTake(members["script_fields"], body, field)
            || Array.Exists(wanted, name => name != field.VectorPath && name != field.ModelPath)
            || fetched.Exists(name => name.AsSpan().ContainsAny('?', '\\')))
        {
            return Mixed;
        }

        return new(
            wanted.Contains(field.VectorPath) || fetched.Exists(name => Matches(name, field.VectorPath)),
            wanted.Contains(field.ModelPath) || fetched.Exists(name => Matches(name, field.ModelPath)),
            fetched.Exists(name => Reaches(name, field) || Matches(name, field.TextHashPath)),
            null);
    }

    /// <summary>The names in a list of fields; those with a format of their own are given with a trailing colon, so that they equal none of ours.</summary>
    private static List<string> Names(JsonSpan? list, ReadOnlySpan<byte> body, out bool unreadable)
    {
        var names = new List<string>();
        unreadable = false;
        if (list is not { } span)
        {
            return names;
        }

        var reader = new Utf8JsonReader(span.In(body), SearchBody.ReaderOptions);
        var parsed = JsonElement.ParseValue(ref reader);
        unreadable = parsed.ValueKind != JsonValueKind.Array;
        foreach (var element in unreadable ? [] : parsed.EnumerateArray().ToArray())
        {
            var name = NameOf(element);
            unreadable |= name is null;
            names.Add(name ?? "");
        }

        return names;
    }

    private static string? NameOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Object when element.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String => field.GetString() + ":",
        _ => null,
    };

    private static bool Matches(string name, string path) => FileSystemName.MatchesSimpleExpression(name.TrimEnd(':'), path, ignoreCase: false);

    private static bool Reaches(string name, EmbeddingField field)
    {
        var star = name.IndexOf('*', StringComparison.Ordinal);
        var start = name.AsSpan(0, star < 0 ? name.Length : star).TrimEnd(':');
        return star < 0
            ? start.Equals(field.VectorPath, StringComparison.Ordinal) || start.Equals(field.ModelPath, StringComparison.Ordinal)
            : field.VectorPath.AsSpan().StartsWith(start) || field.ModelPath.AsSpan().StartsWith(start);
    }

    private static bool ScriptsTake(JsonSpan? scripts, ReadOnlySpan<byte> body, EmbeddingField field)
    {
        if (scripts is not { } span)
        {
            return false;
        }

        var reader = new Utf8JsonReader(span.In(body), SearchBody.ReaderOptions);
        var parsed = JsonElement.ParseValue(ref reader);
        return parsed.ValueKind != JsonValueKind.Object || parsed.EnumerateObject().Any(script => Reaches(script.Name, field));
    }
}
