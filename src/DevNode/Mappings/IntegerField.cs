using System.Globalization;
using System.Text.Json;
using Lucene.Net.Documents;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>byte</c>, <c>short</c>, <c>integer</c> and <c>long</c>.</summary>
internal sealed class IntegerField : NumericField<long>
{
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

    protected override Field Term(long number) => NumericTerms.Field(Path, number);

    protected override long Read(JsonElement value)
    {
        var text = Text(value);
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? OutOfRange(text) : NumericTerms.NotANumber(text);
        }

        if (number != decimal.Truncate(number) && !Coerces)
        {
            throw EngineErrors.IllegalArgument($"{text} cannot be converted to {char.ToUpperInvariant(Type[0]) + Type[1..]} without data loss");
        }

        number = decimal.Truncate(number);
        return number < _min || number > _max ? throw OutOfRange(text) : (long)number;
    }

    private EngineException OutOfRange(string text) =>
        EngineErrors.IllegalArgument($"Value [{text}] is out of range for {(Type == "integer" ? "an integer" : "a " + Type)}");
}
