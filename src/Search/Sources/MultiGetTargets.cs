using System.Text.Json;

namespace TwinBert.Search.Sources;

/// <summary>Finds out which indices a <c>_mget</c> reads. Thread-safe.</summary>
public static class MultiGetTargets
{
    /// <summary>The indices that a body names.</summary>
    /// <param name="body">The body of a <c>_mget</c>.</param>
    /// <param name="index">The index of the URL, for documents that name none; <see langword="null"/> for none.</param>
    /// <returns>The names, each once; <see langword="null"/> where that cannot be told of every document.</returns>
    public static IReadOnlySet<string>? Of(ReadOnlySpan<byte> body, string? index)
    {
        try
        {
            using var json = JsonDocument.Parse(body.ToArray(), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            var names = new HashSet<string>(StringComparer.Ordinal);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.EnumerateObject().All(member => TryAdd(member, index, names))
                ? names
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JsonException: no JSON, or too deep. InvalidOperationException: a name with broken UTF-8 or half a surrogate pair.
            return null;
        }
    }

    private static bool TryAdd(JsonProperty member, string? index, HashSet<string> names)
    {
        switch (member.Name)
        {
            case "ids" when index is not null:
                names.Add(index);
                return true;
            case "docs" when member.Value.ValueKind == JsonValueKind.Array:
                return member.Value.EnumerateArray().All(document => TryAdd(document, index, names));
            default:
                return false;
        }
    }

    private static bool TryAdd(JsonElement document, string? index, HashSet<string> names)
    {
        var name = document.ValueKind != JsonValueKind.Object ? null : document.TryGetProperty("_index", out var own) ? own.GetString() : index;
        if (name is not null)
        {
            names.Add(name);
        }

        return name is not null;
    }
}
