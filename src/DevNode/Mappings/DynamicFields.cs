using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary>The fields that the engines add for values that the mapping does not know.</summary>
internal sealed class DynamicFields(FieldTypes types)
{
    // An array of this many floats becomes a vector, as in the engine.
    private const int MinVectorDimensions = 128;
    private const int MaxVectorDimensions = 4096;

    // A year alone is text.
    private const int MinDateLength = 5;

    private readonly FrozenDictionary<string, JsonElement> _shapes = new Dictionary<string, string>
    {
        ["text"] = """{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}}""",
        ["long"] = """{"type":"long"}""",
        ["float"] = """{"type":"float"}""",
        ["boolean"] = """{"type":"boolean"}""",
        ["date"] = """{"type":"date"}""",
        ["slashed date"] = """{"type":"date","format":"yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis"}""",
    }.ToFrozenDictionary(p => p.Key, p => JsonElement.Parse(p.Value));

    /// <summary>The field for a scalar or an array of floats long enough to be a vector; null where the value says nothing.</summary>
    public MappedField? For(IndexMapping mapping, string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => types.Create(path, _shapes[Detect(mapping, value.GetString()!)]),
        JsonValueKind.Number => types.Create(path, _shapes[value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "long" : "float"]),
        JsonValueKind.True or JsonValueKind.False => types.Create(path, _shapes["boolean"]),
        _ => null,
    };

    /// <summary>A vector field for a long array of floats; null for any other array.</summary>
    public MappedField? ForVector(string path, JsonElement array)
    {
        var length = array.GetArrayLength();
        return length is >= MinVectorDimensions and <= MaxVectorDimensions && array.EnumerateArray().All(IsFloat)
            ? types.Create(
                path,
                JsonElement.Parse($$"""{"type":"dense_vector","dims":{{length.ToString(CultureInfo.InvariantCulture)}},"index":true,"similarity":"cosine"}"""))
            : null;
    }

    private static bool IsFloat(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') >= 0;

    private static string Detect(IndexMapping mapping, string text)
    {
        if (mapping.DetectsNumbers && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "long" : "float";
        }

        return !mapping.DetectsDates || text.Length < MinDateLength || !char.IsAsciiDigit(text[0]) ? "text"
            : IsoDate.TryParse(text, roundUp: false, out _) ? "date"
            : IsSlashed(text) ? "slashed date"
            : "text";
    }

    private static bool IsSlashed(string text) =>
        DateTime.TryParseExact(text, ["yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
