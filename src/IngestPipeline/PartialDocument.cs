using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Search.Json;

namespace TwinBert.IngestPipeline;

/// <summary>
/// What an engine makes of a stored document and the <c>doc</c> of an update: objects are merged member by member, everything else is replaced.
/// </summary>
public static class PartialDocument
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = SplicePoint.MaxDepth };

    /// <summary>Merges. The result is for reading only: it is written anew, so numbers and white space are not kept.</summary>
    /// <param name="stored">The stored source, or the part of it that matters.</param>
    /// <param name="partial">The <c>doc</c>.</param>
    /// <returns>The new source; <see langword="null"/> when one of the two is no JSON object.</returns>
    public static byte[]? Merge(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> partial) =>
        MergeStandard(stored, partial) ?? MergeStandard(EngineJson.Standard(stored.Span), EngineJson.Standard(partial.Span));

    private static byte[]? MergeStandard(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> partial)
    {
        try
        {
            using var before = JsonDocument.Parse(stored, Json);
            using var change = JsonDocument.Parse(partial, Json);
            return IsObject(before.RootElement) && IsObject(change.RootElement)
                ? JsonSerializer.SerializeToUtf8Bytes(Merge(before.RootElement, change.RootElement), JsonSerializerOptions.Default)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not JSON, text that cannot be written, or a name twice: what the engine makes of it is not known.
            return null;
        }
    }

    private static JsonObject Merge(JsonElement stored, JsonElement partial)
    {
        var merged = JsonObject.Create(stored)!;
        foreach (var change in partial.EnumerateObject())
        {
            merged[change.Name] = IsObject(change.Value) && stored.TryGetProperty(change.Name, out var before) && IsObject(before)
                ? Merge(before, change.Value)
                : Node(change.Value);
        }

        return merged;
    }

    private static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };

    private static bool IsObject(JsonElement element) => element.ValueKind == JsonValueKind.Object;
}
