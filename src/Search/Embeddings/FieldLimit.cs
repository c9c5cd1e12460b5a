using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TwinBert.Search.Embeddings;

/// <summary>
/// An index's limit of fields (<c>index.mapping.total_fields.limit</c>), and what the embedding object takes of it. Where an index has a limit of its
/// own, or uses more than half of the engine's, the limit is raised by as much as the object takes: the application keeps as many fields as it had.
/// </summary>
public static class FieldLimit
{
    /// <summary>The fields of the embedding object: itself, the vector and the model.</summary>
    public const int Taken = 3;

    private const int Default = 1000;
    private static readonly string[] LimitPath = ["index", "mapping", "total_fields", "limit"];

    /// <summary>The limit that an index has to be given before the object is added to its mapping.</summary>
    /// <param name="index">One member of the answer to <c>GET /{index}</c>: its <c>mappings</c> and <c>settings</c>.</param>
    /// <returns>The new limit; <see langword="null"/> while there is plenty of room.</returns>
    public static int? Raised(JsonElement index)
    {
        var own = OwnLimit(index);
        var limit = own ?? Default;
        var isCrowded = own is not null || (Count(Member(index, "mappings")) + Taken) * 2L > limit;
        return isCrowded && limit <= int.MaxValue - Taken ? limit + Taken : null;
    }

    /// <summary>Whether the object would take fields that the application may still want: the index is nearly full.</summary>
    /// <param name="index">One member of the answer to <c>GET /{index}</c>.</param>
    public static bool IsNearlyFull(JsonElement index) => (Count(Member(index, "mappings")) + Taken) * 10L > (OwnLimit(index) ?? Default) * 9L;

    /// <summary>The body of a <c>PUT {index}/_settings</c> that sets the limit.</summary>
    /// <param name="limit">The limit.</param>
    public static byte[] PutBody(int limit) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"index.mapping.total_fields.limit":{{limit}}}"""));

    private static int? OwnLimit(JsonElement index)
    {
        var value = Member(index, "settings");
        foreach (var name in LimitPath)
        {
            value = Member(value, name);
        }

        return int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    // As engines count: objects, fields and their multi-fields, and runtime fields.
    private static int Count(JsonElement mapping) => Members(mapping, "properties") + Members(mapping, "fields") + Members(mapping, "runtime");

    private static int Members(JsonElement mapping, string name) =>
        Member(mapping, name) is { ValueKind: JsonValueKind.Object } members ? members.EnumerateObject().Sum(member => 1 + Count(member.Value)) : 0;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;
}
