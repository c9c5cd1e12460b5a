using System.Text.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Reading;

/// <summary>
/// Recognises the spellings of "by score, best first, and by nothing else", with which an engine answers as if no order had been asked for.
/// A second key would put sort values into the hits that no longer fit their scores.
/// </summary>
internal static class SortByScore
{
    public static bool IsOnly(ReadOnlySpan<byte> sort)
    {
        var reader = new Utf8JsonReader(sort, SearchBody.ReaderOptions);
        if (!JsonElement.TryParseValue(ref reader, out var value))
        {
            return false;
        }

        return value.Value.ValueKind == JsonValueKind.Array
            ? value.Value.GetArrayLength() switch { 0 => true, 1 => IsScore(value.Value[0]), _ => false }
            : IsScore(value.Value);
    }

    /// <summary>Whether the first key is the score, best first; what ties come by may be anything.</summary>
    public static bool IsFirst(ReadOnlySpan<byte> sort)
    {
        var reader = new Utf8JsonReader(sort, SearchBody.ReaderOptions);
        var value = JsonElement.ParseValue(ref reader);
        var first = value.ValueKind != JsonValueKind.Array ? value : value.GetArrayLength() > 0 ? value[0] : default;
        return first.ValueKind == JsonValueKind.Object
            ? first.EnumerateObject().Take(1).Any(key => key.NameEquals("_score") && IsDescending(key.Value))
            : first.ValueKind == JsonValueKind.String && first.ValueEquals("_score");
    }

    /// <summary>The same of the URL's parameter.</summary>
    public static bool IsFirstInUrl(string sort) => sort.Split(',')[0] is "_score" or "_score:desc";

    private static bool IsScore(JsonElement key) => key.ValueKind switch
    {
        JsonValueKind.String => key.ValueEquals("_score"),
        JsonValueKind.Object => key.EnumerateObject().ToArray() is [var only] && only.NameEquals("_score") && IsDescending(only.Value),
        _ => false,
    };

    private static bool IsDescending(JsonElement order) => order.ValueKind switch
    {
        JsonValueKind.String => order.ValueEquals("desc"),
        JsonValueKind.Object => order.EnumerateObject().ToArray() is [] or [{ Name: "order", Value: { ValueKind: JsonValueKind.String } }]
            && AllDescending(order),
        _ => false,
    };

    private static bool AllDescending(JsonElement order) => order.EnumerateObject().All(member => member.Value.ValueEquals("desc"));
}
