using System.Globalization;
using System.Text.Json;
using Lucene.Net.Documents;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>double</c>, <c>float</c> and <c>half_float</c>: values are rounded to the type's precision.</summary>
internal sealed class FloatField(FieldParameters parameters) : NumericField<double>(parameters)
{
    public override Query TermQuery(string text)
    {
        var number = Round(Parse(text));
        return NumericTerms.Range(Path, number, number, includesFrom: true, includesTo: true);
    }

    public override Query RangeQuery(RangeBounds bounds) => NumericTerms.Range(
        Path,
        bounds.From is null ? null : Round(Parse(bounds.From)),
        bounds.To is null ? null : Round(Parse(bounds.To)),
        bounds.IncludesFrom,
        bounds.IncludesTo);

    public override void WriteDocValue(Utf8JsonWriter json, object value, string? format) => JsonNumbers.Write(json, (double)value);

    public override void WriteSourceValue(Utf8JsonWriter json, JsonElement value, string? format) => JsonNumbers.Write(json, Read(value));

    private static double Parse(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw NumericTerms.NotANumber(text);

    protected override Field Term(double number) => NumericTerms.Field(Path, number);

    protected override double Read(JsonElement value)
    {
        var text = Text(value);
        var number = Round(Parse(text));
        return double.IsFinite(number) ? number : throw EngineErrors.IllegalArgument($"[{Type}] supports only finite values, but got [{text}]");
    }

    private double Round(double value) => Type switch
    {
        "float" => (float)value,
        "half_float" => (double)(Half)value,
        _ => value,
    };
}
