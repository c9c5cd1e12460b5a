using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>date</c>: milliseconds since 1970 in UTC.</summary>
internal sealed class DateField : MappedField
{
    private readonly DateFormats _formats;
    private readonly bool _ignoresMalformed;

    public DateField(FieldParameters parameters) : base(parameters)
    {
        IsIndexed = parameters.Boolean("index", defaultValue: true);
        HasDocValues = parameters.Boolean("doc_values", defaultValue: true);
        _ignoresMalformed = parameters.Boolean("ignore_malformed", defaultValue: false);
        parameters.Boolean("store", defaultValue: false);
        NullValue = parameters.Raw("null_value");
        _formats = DateFormats.Of(parameters.Text("format", DateFormats.Default)!);
        Parameters = parameters.Kept;
    }

    public override void Add(DocumentBuilder document, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number) || !_formats.TryParse(JsonInput.Text(value), roundUp: false, out var millis))
        {
            if (_ignoresMalformed)
            {
                return;
            }

            throw EngineErrors.IllegalArgument($"failed to parse date field [{JsonInput.Text(value)}] with format [{_formats.Pattern}]");
        }

        if (IsIndexed)
        {
            document.AddField(NumericTerms.Field(Path, millis));
        }

        document.AddName(Path);
        if (HasDocValues)
        {
            document.AddDocValue(Path, millis);
        }
    }

    public override Query TermQuery(string text)
    {
        var day = new RangeBounds(text, true, text, true, null, default);
        return RangeQuery(day);
    }

    public override Query RangeQuery(RangeBounds bounds)
    {
        var formats = bounds.Format is null ? _formats : DateFormats.Of(bounds.Format);
        var from = bounds.From is null ? long.MinValue : Parse(formats, bounds.From, !bounds.IncludesFrom, bounds.Now) + (bounds.IncludesFrom ? 0 : 1);
        var to = bounds.To is null ? long.MaxValue : Parse(formats, bounds.To, bounds.IncludesTo, bounds.Now) - (bounds.IncludesTo ? 0 : 1);
        return from > to ? MatchNone.Query : NumericTerms.Range(Path, from, to);
    }

    public override void WriteDocValue(Utf8JsonWriter json, object value, string? format)
    {
        if (format == "epoch_millis")
        {
            json.WriteStringValue(((long)value).ToString(CultureInfo.InvariantCulture));
            return;
        }

        json.WriteStringValue((format is null ? _formats : DateFormats.Of(format)).Print((long)value));
    }

    public override void WriteSourceValue(Utf8JsonWriter json, JsonElement value, string? format)
    {
        if (_formats.TryParse(JsonInput.Text(value), roundUp: false, out var millis))
        {
            WriteDocValue(json, millis, format);
        }
    }

    private static long Parse(DateFormats formats, string text, bool roundUp, DateTimeOffset now) =>
        DateMath.TryParse(text, formats, roundUp, now, out var millis)
            ? millis
            : throw new EngineException(400, "parse_exception", $"failed to parse date field [{text}] with format [{formats.Pattern}]");
}
