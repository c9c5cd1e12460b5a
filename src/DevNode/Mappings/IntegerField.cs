using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>byte</c>, <c>short</c>, <c>integer</c> and <c>long</c>.</summary>
internal sealed class IntegerField : MappedField
{
    private readonly bool _coerces;
    private readonly bool _ignoresMalformed;
    private readonly long _min;
    private readonly long _max;

    public IntegerField(FieldParameters parameters) : base(parameters)
    {
        (_min, _max) = Type switch
        {
            "byte" => (sbyte.MinValue, sbyte.MaxValue),
            "short" => (short.MinValue, short.MaxValue),
            "integer" => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
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
        long number;
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
        var number = ParseNumber(text);
        return number != decimal.Truncate(number) || number < _min || number > _max ? MatchNone.Query : NumericTerms.Range(Path, (long)number, (long)number);
    }

    public override Query RangeQuery(RangeBounds bounds)
    {
        var from = bounds.From is null ? _min : decimal.Ceiling(Exclusive(ParseNumber(bounds.From), bounds.IncludesFrom, +1));
        var to = bounds.To is null ? _max : decimal.Floor(Exclusive(ParseNumber(bounds.To), bounds.IncludesTo, -1));
        from = Math.Max(from, _min);
        to = Math.Min(to, _max);
        return from > to ? MatchNone.Query : NumericTerms.Range(Path, (long)from, (long)to);
    }

    public override void WriteDocValue(Utf8JsonWriter json, object value, string? format) => json.WriteNumberValue((long)value);

    public override void WriteSourceValue(Utf8JsonWriter json, JsonElement value, string? format) => json.WriteNumberValue(Read(value));

    private static decimal Exclusive(decimal bound, bool included, int step) => included || bound != decimal.Truncate(bound) ? bound : bound + step;

    private static decimal ParseNumber(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw NumericTerms.NotANumber(text);

    private long Read(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String) || (value.ValueKind == JsonValueKind.String && !_coerces))
        {
            throw EngineErrors.IllegalArgument(NumericTerms.WrongKind(value, Type));
        }

        var text = JsonInput.Text(value);
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? OutOfRange(text) : NumericTerms.NotANumber(text);
        }

        if (number != decimal.Truncate(number) && !_coerces)
        {
            throw EngineErrors.IllegalArgument($"{text} cannot be converted to {char.ToUpperInvariant(Type[0]) + Type[1..]} without data loss");
        }

        number = decimal.Truncate(number);
        return number < _min || number > _max ? throw OutOfRange(text) : (long)number;
    }

    private EngineException OutOfRange(string text) => EngineErrors.IllegalArgument($"Value [{text}] is out of range for {(Type == "integer" ? "an integer" : "a " + Type)}");
}
