using System.Text.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.PointsInTime;

/// <summary>Reads which point in time a search names, and which one an engine opened. Thread-safe.</summary>
public static class PointInTime
{
    /// <summary>The point in time that a search reads.</summary>
    /// <param name="search">The body of a search.</param>
    /// <returns>Its id; <see langword="null"/> where it reads none, or where that cannot be told.</returns>
    public static string? IdIn(ReadOnlySpan<byte> search) =>
        SearchBody.TryRead(search, out var body) && body["pit"] is { } pit ? IdOf(pit.In(search), "id") : null;

    /// <summary>The point in time that an engine opened.</summary>
    /// <param name="answer">Its answer.</param>
    /// <returns>The id: in <c>id</c> from Elasticsearch, in <c>pit_id</c> from OpenSearch; <see langword="null"/> where there is none.</returns>
    public static string? IdOpened(ReadOnlySpan<byte> answer) => IdOf(answer, "id") ?? IdOf(answer, "pit_id");

    private static string? IdOf(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return SearchBody.TryRead(json, out var members) && members[name] is { } id ? TextOf(id.In(json)) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text with broken UTF-8 or half a surrogate pair.
            return null;
        }
    }

    private static string? TextOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}
