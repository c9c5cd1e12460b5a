using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Searching;

/// <summary>Reads <c>sort</c>, of the body and of the URL.</summary>
internal static class SortReader
{
    public static IReadOnlyList<SortKey> Read(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().SelectMany(ReadEntry)]
        : [.. ReadEntry(json)];

    /// <summary>Reads <c>field:desc,other</c>.</summary>
    public static IReadOnlyList<SortKey> Read(string url) => [.. url.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part =>
    {
        var colon = part.LastIndexOf(':');
        return colon < 0 ? Of(part, null) : Of(part[..colon], part[(colon + 1)..]);
    })];

    private static IEnumerable<SortKey> ReadEntry(JsonElement entry) => entry.ValueKind switch
    {
        JsonValueKind.String => [Of(entry.GetString()!, null)],
        JsonValueKind.Object => [.. entry
            .EnumerateObject()
            .Select(p => p.Value.ValueKind == JsonValueKind.Object ? ReadOptions(p) : Of(p.Name, JsonInput.Text(p.Value)))],
        _ => throw EngineErrors.IllegalArgument("malformed sort format, within the sort array, an object, or an actual string are allowed"),
    };

    private static SortKey ReadOptions(JsonProperty property)
    {
        var key = Of(property.Name, null);
        foreach (var option in property.Value.EnumerateObject())
        {
            var text = JsonInput.Text(option.Value);
            key = option.Name switch
            {
                "order" => key with { IsDescending = IsDescending(text) },
                "missing" => text switch
                {
                    "_first" => key with { MissingFirst = true },
                    "_last" => key with { MissingFirst = false },
                    _ => key with { MissingValue = text },
                },
                "mode" => key with { Mode = ReadMode(text) },
                "unmapped_type" => key with { UnmappedType = text },
                "format" => key with { Format = text },
                "nested" or "numeric_type" or "nested_path" or "nested_filter" => throw EngineErrors.Unsupported($"[{option.Name}] of a sort"),
                _ => throw EngineErrors.XContentParse($"[field_sort] unknown field [{option.Name}]"),
            };
        }

        return key;
    }

    private static SortKey Of(string field, string? order)
    {
        var kind = field switch
        {
            "_score" => SortKind.Score,
            "_doc" => SortKind.Document,
            "_shard_doc" => SortKind.ShardDocument,
            "_seq_no" => SortKind.SequenceNumber,
            "_script" or "_geo_distance" => throw EngineErrors.Unsupported($"a sort by [{field}]"),
            _ => SortKind.Field,
        };
        return new(kind, field, order is null ? kind == SortKind.Score : IsDescending(order));
    }

    private static bool IsDescending(string order) => order.ToUpperInvariant() switch
    {
        "DESC" => true,
        "ASC" => false,
        _ => throw EngineErrors.IllegalArgument($"No enum constant for the sort order [{order}]"),
    };

    private static SortMode ReadMode(string mode) => mode switch
    {
        "min" => SortMode.Min,
        "max" => SortMode.Max,
        "sum" => SortMode.Sum,
        "avg" => SortMode.Average,
        "median" => SortMode.Median,
        _ => throw EngineErrors.IllegalArgument($"Unknown SortMode [{mode}]"),
    };
}
