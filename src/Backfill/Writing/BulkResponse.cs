using System.Text.Json;
using TwinBert.Backfill.Documents;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Writing;

/// <summary>Reads what a bulk call says to each of its documents.</summary>
internal static class BulkResponse
{
    /// <summary>Reads the response.</summary>
    /// <returns>One result per document, in the same order; null when it is no such response.</returns>
    public static IReadOnlyList<WriteResult>? TryRead(ClusterAnswer answer, IReadOnlyList<EncodedItem> items)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var said = json.RootElement.GetProperty("items");
            return said.GetArrayLength() == items.Count ? [.. items.Zip(said.EnumerateArray(), Read)] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static WriteResult Read(EncodedItem item, JsonElement said)
    {
        var result = said.EnumerateObject().First().Value;
        var status = result.GetProperty("status").GetInt32();
        return result.TryGetProperty("error", out var error)
            ? new(item, WriteResult.StatusOf(status, EngineError.TypeOf(error)), $"HTTP {status}: {EngineError.Describe(error)}")
            : new(item, WriteResult.StatusOf(status, null));
    }
}
