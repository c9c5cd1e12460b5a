using System.Text.Json;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Json;

namespace TwinBert.Search.Requests;

/// <summary>
/// Whether the client itself asks for our fields. What it asks for by doc value and by exact name it gets, and we read it there; what it asks
/// for in another way would come under the name that ours comes under, in another shape, so that search is left to the engine.
/// </summary>
/// <param name="Vector">The client asks for the vector's doc value.</param>
/// <param name="Model">The client asks for the fingerprint's doc value.</param>
/// <param name="SkipReason">Why the search is left to the engine; <see langword="null"/> where it is not.</param>
internal readonly record struct RequestedFields(bool Vector, bool Model, string? SkipReason)
{
    private static readonly RequestedFields Mixed = new(false, false, Requests.SkipReason.EmbeddingRequested);

    public static RequestedFields Read(SearchUrl url, SearchBody members, ReadOnlySpan<byte> body, EmbeddingField field)
    {
        if (url["stored_fields"] is { Value: var stored } && stored.Contains("_none_", StringComparison.Ordinal))
        {
            return new(false, false, Requests.SkipReason.StoredFields);
        }

        if (members["stored_fields"] is { } storedInBody && storedInBody.In(body).IndexOf("_none_"u8) >= 0)
        {
            return new(false, false, Requests.SkipReason.StoredFields);
        }

        if (Names(members["fields"], body, out var unreadable).Any(name => Reaches(name, field)) || ScriptsTake(members["script_fields"], body, field))
        {
            return Mixed;
        }

        var wanted = Names(members["docvalue_fields"], body, out var alsoUnreadable)
            .Concat(url["docvalue_fields"]?.Value.Split(',', StringSplitOptions.TrimEntries) ?? [])
            .Where(name => Reaches(name, field))
            .ToArray();
        return unreadable || alsoUnreadable || Array.Exists(wanted, name => name != field.VectorPath && name != field.ModelPath)
            ? Mixed
            : new(wanted.Contains(field.VectorPath), wanted.Contains(field.ModelPath), null);
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
