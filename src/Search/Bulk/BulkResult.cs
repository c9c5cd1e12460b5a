using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Search.Bulk;

/// <summary>What became of one action of a bulk request.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="ErrorType">The type of its error; <see langword="null"/> where there is none, or it names none.</param>
/// <param name="Error">Its error in one line; <see langword="null"/> where the engine did what was asked.</param>
public readonly record struct BulkResult(int Status, string? ErrorType, string? Error)
{
    /// <summary>The identifier of a document with an error; <see langword="null"/> where there is none.</summary>
    public string? Id { get; init; }

    /// <summary>Reads the answer to a bulk request.</summary>
    /// <param name="answer">The body.</param>
    /// <param name="count">How many actions the request had.</param>
    /// <returns>A result for each, in the order of the request; <see langword="null"/> when it is no such answer.</returns>
    public static IReadOnlyList<BulkResult>? TryRead(ReadOnlyMemory<byte> answer, int count)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return TryRead(json.RootElement, count);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the answer to a bulk request.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="count">How many actions the request had.</param>
    /// <returns>A result for each, in the order of the request; <see langword="null"/> when it is no such answer.</returns>
    public static IReadOnlyList<BulkResult>? TryRead(JsonElement answer, int count)
    {
        try
        {
            var items = answer.GetProperty("items");
            return items.GetArrayLength() == count ? [.. items.EnumerateArray().Select(item => Read(item.EnumerateObject().Single().Value))] : null;
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static BulkResult Read(JsonElement result)
    {
        var status = result.GetProperty("status").GetInt32();
        return result.TryGetProperty("error", out var error)
            ? new(status, EngineError.TypeOf(error), EngineError.Describe(error)) { Id = result.TryGetProperty("_id", out var id) ? id.ToString() : null }
            : new(status, null, null);
    }
}
