using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TwinBert.Search.Embeddings;

/// <summary>An index's limit of fields (<c>index.mapping.total_fields.limit</c>).</summary>
internal static class FieldLimit
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "index.mapping.total_fields.limit";

    // Of engines that do not say what they take where an index says nothing.
    private const int Default = 1000;

    /// <summary>The part of the answer to <c>GET /{index}?include_defaults=true</c> that is looked at, as a <c>filter_path</c>.</summary>
    public const string FilterPath = "*.settings." + Setting + ",*.defaults." + Setting;

    /// <summary>Reads the limit that holds.</summary>
    /// <param name="index">One member of the answer to <c>GET /{index}?include_defaults=true</c>.</param>
    /// <returns>The limit, and whether it is the index's own.</returns>
    public static (int Limit, bool IsOwn) Read(JsonElement index) =>
        Limit(index, "settings") is { } own ? (own, true) : (Limit(index, "defaults") ?? Default, false);

    /// <summary>The body of a <c>PUT {index}/_settings</c> that sets the limit.</summary>
    /// <param name="limit">The limit; <see langword="null"/> for the engine's.</param>
    public static byte[] PutBody(int? limit) =>
        Encoding.UTF8.GetBytes($$"""{"{{Setting}}":{{limit?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}""");

    private static int? Limit(JsonElement index, string where)
    {
        var value = index;
        foreach (var name in $"{where}.{Setting}".Split('.'))
        {
            value = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;
        }

        return int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
