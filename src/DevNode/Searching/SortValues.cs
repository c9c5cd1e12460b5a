using System.Globalization;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Searching;

/// <summary>A sort key bound to one index: reads values, compares them, prints them. Values are long, double, float (scores), string or null.</summary>
internal sealed class SortValues
{
    private readonly MappedField? _field;
    private readonly object? _missing;

    public SortValues(SortKey key, IndexMapping mapping, string index)
    {
        Key = key;
        if (key.Kind != SortKind.Field)
        {
            return;
        }

        _field = mapping.Find(key.Field);
        RequireSortable(index);
        _missing = Missing();
    }

    public SortKey Key { get; }

    public object? Read(DocumentVersion document)
    {
        if (_field is null || !document.Values.TryGetValue(Key.Field, out var values) || values.Length == 0)
        {
            return _missing;
        }

        var mode = Key.Mode ?? (Key.IsDescending ? SortMode.Max : SortMode.Min);
        return values switch
        {
            string[] strings => mode == SortMode.Max ? strings[^1] : strings[0],
            long[] longs => Pick(longs, mode),
            double[] doubles => Pick(doubles, mode),
            _ => null,
        };
    }

    /// <summary>Compares two values in the order asked for.</summary>
    public int Compare(object? a, object? b)
    {
        if (a is null || b is null)
        {
            return a is null && b is null ? 0 : (a is null) == Key.MissingFirst ? -1 : 1;
        }

        var order = (a, b) switch
        {
            (string x, string y) => string.CompareOrdinal(x, y),
            (long x, long y) => x.CompareTo(y),
            _ => Convert.ToDouble(a, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(b, CultureInfo.InvariantCulture)),
        };
        return Key.IsDescending ? -order : order;
    }

    /// <summary>Reads a value that the client sent to start after.</summary>
    public object? ReadAfter(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return _missing;
        }

        var text = JsonInput.Text(json);
        if (Key.Kind == SortKind.Score)
        {
            return (float)Number(text);
        }

        if (_field is KeywordField)
        {
            return text;
        }

        if (_field is DateField && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return DateFormats.Of(Key.Format ?? DateFormats.Default).TryParse(text, roundUp: false, out var millis) ? millis : throw Unusable(text);
        }

        return _field is FloatField ? Number(text)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw Unusable(text);
    }

    public void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case float score:
                JsonNumbers.Write(json, score);
                break;
            case double number when double.IsInfinity(number):
                json.WriteStringValue(number > 0 ? "Infinity" : "-Infinity");
                break;
            case double number:
                JsonNumbers.Write(json, number);
                break;
            case long number when Key.Format is { } format && _field is DateField:
                json.WriteStringValue(DateFormats.Of(format).Print(number));
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Unusable(text);

    private static EngineException Unusable(string text) =>
        EngineErrors.IllegalArgument($"Failed to parse search_after value for field, with value [{text}]");

    private static long Pick(long[] values, SortMode mode) => mode switch
    {
        SortMode.Min => values[0],
        SortMode.Max => values[^1],
        SortMode.Sum => values.Sum(),
        SortMode.Average => (long)Math.Round(values.Average(), MidpointRounding.AwayFromZero),
        _ => values.Length % 2 == 1
            ? values[values.Length / 2]
            : (long)Math.Round((values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2.0, MidpointRounding.AwayFromZero),
    };

    private static double Pick(double[] values, SortMode mode) => mode switch
    {
        SortMode.Min => values[0],
        SortMode.Max => values[^1],
        SortMode.Sum => values.Sum(),
        SortMode.Average => values.Average(),
        _ => values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2,
    };

    private void RequireSortable(string index)
    {
        if (_field is null)
        {
            MetadataFields.Refuse(Key.Field, "a sort by");
            if (Key.UnmappedType is null)
            {
                throw new EngineException(400, "query_shard_exception", $"No mapping found for [{Key.Field}] in order to sort on") { Index = index };
            }
        }
        else if (_field is TextField)
        {
            throw EngineErrors.FieldDataDisabled(_field.Path, index);
        }
        else if (_field is DenseVectorField || !_field.HasDocValues)
        {
            throw EngineErrors.NoDocValues(_field.Path, _field.Type);
        }
    }

    // A missing number is the type's own extreme, which is also what clients see and send back.
    private object? Missing()
    {
        var last = Key.MissingFirst == Key.IsDescending;
        var isLong = _field is IntegerField or DateField or BooleanField
            || (_field is null && Key.UnmappedType is not ("keyword" or "double" or "float" or "half_float"));
        var isDouble = _field is FloatField || (_field is null && Key.UnmappedType is "double" or "float" or "half_float");
        if (Key.MissingValue is { } value)
        {
            return isLong ? long.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : isDouble ? Number(value) : value;
        }

        return isLong ? (last ? long.MaxValue : long.MinValue)
            : isDouble ? (last ? double.PositiveInfinity : double.NegativeInfinity)
            : null;
    }
}
