using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>double</c>, <c>float</c> and <c>half_float</c>: values are rounded to the type's precision.</summary>
internal sealed class FloatField : MappedField
{
    private readonly bool _coerces;
    private readonly bool _ignoresMalformed;

    public FloatField(FieldParameters parameters) : base(parameters)
    {
        IsIndexed = parameters.Boolean("index", defaultValue: true);
        HasDocValues = parameters.Boolean("doc_values", defaultValue: true);
        _coerces = parameters.Boolean("coerce", defaultValue: true);
        _ignoresMalformed = parameters.Boolean("ignore_malformed", defaultValue: false);
        parameters.Boolean("store", defaultValue: false);
        NullValue = parameters.Raw("null_value");
        Parameters = parameters.Kept;
    }

    public override void Add(DocumentBuilder document, JsonElement value)
    {
        double number;
        try
        {
            number = Read(value);
        }
        catch (EngineException) when (_ignoresMalformed)
        {
            return;
        }

        if (IsIndexed)
        {
            document.AddField(NumericTerms.Field(Path, number));
        }

        document.AddName(Path);
        if (HasDocValues)
        {
            document.AddDocValue(Path, number);
        }
    }

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

    private double Read(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String) || (value.ValueKind == JsonValueKind.String && !_coerces))
        {
            throw EngineErrors.IllegalArgument(NumericTerms.WrongKind(value, Type));
        }

        var text = JsonInput.Text(value);
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
