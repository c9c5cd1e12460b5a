using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>dense_vector</c> of bytes or floats: kept, shown by <c>docvalue_fields</c>, never searched by similarity.</summary>
internal sealed class DenseVectorField : MappedField
{
    private const int MaxDimensions = 4096;
    private readonly bool _bytes;
    private readonly int _dimensions;

    public DenseVectorField(FieldParameters parameters) : base(parameters)
    {
        IsIndexed = parameters.Boolean("index", defaultValue: true);
        var elementType = parameters.Text("element_type", "float");
        if (elementType is not ("byte" or "float"))
        {
            throw EngineErrors.MapperParsing($"Failed to parse mapping: invalid element_type [{elementType}]; the embedded node has only [byte, float]");
        }

        _bytes = elementType == "byte";
        _dimensions = parameters.Integer("dims") ?? throw EngineErrors.MapperParsing(
            $"Failed to parse mapping: the embedded node does not support a [dense_vector] without [dims], field [{Path}]");
        if (_dimensions is < 1 or > MaxDimensions)
        {
            throw EngineErrors.MapperParsing(
                $"Failed to parse mapping: The number of dimensions should be in the range [1, {MaxDimensions}] but was [{_dimensions}]");
        }

        parameters.Inert("similarity");
        parameters.Inert("index_options");
        Parameters = parameters.Kept;
    }

    public override bool TakesArrays => true;

    public override bool IsSearchedByDefault => false;

    public override void Add(DocumentBuilder document, JsonElement value)
    {
        if (_bytes && value.ValueKind == JsonValueKind.String)
        {
            Add(document, Hexadecimal(value.GetString()!));
            return;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw EngineErrors.IllegalArgument($"Failed to parse object: expecting token of type [START_ARRAY] but found [{JsonInput.Text(value)}]");
        }

        var length = value.GetArrayLength();
        CheckLength(length);
        Add(document, _bytes ? Bytes(value, length) : Floats(value, length));
    }

    public override Query TermQuery(string text) => throw EngineErrors.IllegalArgument($"Field [{Path}] of type [{Type}] doesn't support term queries");

    public override void WriteDocValue(Utf8JsonWriter json, object value, string? format)
    {
        json.WriteStartArray();
        if (value is sbyte[] bytes)
        {
            foreach (var component in bytes)
            {
                json.WriteNumberValue(component);
            }
        }
        else
        {
            foreach (var component in (float[])value)
            {
                JsonNumbers.Write(json, component);
            }
        }

        json.WriteEndArray();
    }

    public override void WriteSourceValue(Utf8JsonWriter json, JsonElement value, string? format)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            value.WriteTo(json);
            return;
        }

        foreach (var component in value.EnumerateArray())
        {
            component.WriteTo(json);
        }
    }

    private void CheckLength(int length)
    {
        if (length != _dimensions)
        {
            throw EngineErrors.IllegalArgument(
                $"The [dense_vector] field [{Path}] has a different number of dimensions [{length}] than defined in the mapping [{_dimensions}]");
        }
    }

    private void Add(DocumentBuilder document, Array vector)
    {
        document.AddVector(Path, vector);
        document.AddName(Path);
    }

    private sbyte[] Hexadecimal(string digits)
    {
        if (digits.Length % 2 != 0)
        {
            throw EngineErrors.IllegalArgument($"string length not even: {digits.Length}");
        }

        if (digits.FirstOrDefault(digit => !char.IsAsciiHexDigit(digit)) is var wrong and not '\0')
        {
            throw new EngineException(400, "number_format_exception", $"not a hexadecimal digit: \"{wrong}\" = {(int)wrong}");
        }

        CheckLength(digits.Length / 2);
        return MemoryMarshal.Cast<byte, sbyte>(Convert.FromHexString(digits)).ToArray();
    }

    private static sbyte[] Bytes(JsonElement array, int length)
    {
        var vector = new sbyte[length];
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (!element.TryGetSByte(out vector[i]))
            {
                var text = element.GetRawText();
                throw EngineErrors.IllegalArgument(double.TryParse(
                    text,
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var number) && number != Math.Truncate(number)
                    ? $"element_type [byte] vectors only support non-decimal values but found decimal value [{text}] at dim [{i}];"
                    : $"element_type [byte] vectors only support integers between [-128, 127] but found [{text}] at dim [{i}];");
            }

            i++;
        }

        return vector;
    }

    private static float[] Floats(JsonElement array, int length)
    {
        var vector = new float[length];
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetSingle(out vector[i]) || !float.IsFinite(vector[i]))
            {
                throw EngineErrors.IllegalArgument($"element_type [float] vectors do not support non-finite values at dim [{i}]");
            }

            i++;
        }

        return vector;
    }
}
