using System.Text.Json;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary>How numbers, dates included, are kept in the index: 64-bit, and never scored.</summary>
internal static class NumericTerms
{
    private const int PrecisionStep = 8;

    public static Field Field(string path, long value) => new Int64Field(path, value, Kind(Int64Field.TYPE_NOT_STORED));

    public static Field Field(string path, double value) => new DoubleField(path, value, Kind(DoubleField.TYPE_NOT_STORED));

    /// <summary>The documents with a value in an interval that includes both ends.</summary>
    public static Query Range(string path, long from, long to) => Constant(NumericRangeQuery.NewInt64Range(path, PrecisionStep, from, to, true, true));

    /// <summary>The documents with a value in an interval.</summary>
    public static Query Range(string path, double? from, double? to, bool includesFrom, bool includesTo) =>
        Constant(NumericRangeQuery.NewDoubleRange(path, PrecisionStep, from, to, includesFrom, includesTo));

    public static EngineException NotANumber(string text) => new(400, "number_format_exception", $"For input string: \"{text}\"");

    public static string WrongKind(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Object => $"Cannot parse object as {(type is "float" or "double" or "half_float" ? "number" : type)}",
        JsonValueKind.String => $"{char.ToUpperInvariant(type[0]) + type[1..]} value passed as String",
        _ => $"Current token (VALUE_{JsonInput.Text(value).ToUpperInvariant()}) not numeric, can not use numeric value accessors",
    };

    private static FieldType Kind(FieldType template) => new(template) { NumericPrecisionStep = PrecisionStep };

    private static MultiTermQuery Constant(MultiTermQuery query)
    {
        query.MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE;
        return query;
    }
}
