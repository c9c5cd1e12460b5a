using System.Text.Json;
using Lucene.Net.Documents;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary>What whole and floating-point numbers share: their parameters, and how a value gets into the index.</summary>
/// <typeparam name="T">What a value is kept as.</typeparam>
internal abstract class NumericField<T> : MappedField
    where T : struct
{
    private readonly bool _ignoresMalformed;

    protected NumericField(FieldParameters parameters) : base(parameters)
    {
        IsIndexed = parameters.Boolean("index", defaultValue: true);
        HasDocValues = parameters.Boolean("doc_values", defaultValue: true);
        Coerces = parameters.Boolean("coerce", defaultValue: true);
        _ignoresMalformed = parameters.Boolean("ignore_malformed", defaultValue: false);
        parameters.Boolean("store", defaultValue: false);
        NullValue = parameters.Raw("null_value");
        Parameters = parameters.Kept;
    }

    /// <summary>Whether texts count as numbers, and fractions are cut off.</summary>
    protected bool Coerces { get; }

    public sealed override void Add(DocumentBuilder document, JsonElement value)
    {
        T number;
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
            document.AddField(Term(number));
        }

        document.AddName(Path);
        if (HasDocValues)
        {
            document.AddDocValue(Path, number);
        }
    }

    /// <summary>The number of a value; throws as the engine does when it is none.</summary>
    protected abstract T Read(JsonElement value);

    /// <summary>What the index searches by.</summary>
    protected abstract Field Term(T number);

    /// <summary>The text of a number, or of a string where the field coerces.</summary>
    protected string Text(JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String) || (value.ValueKind == JsonValueKind.String && !Coerces)
            ? throw EngineErrors.IllegalArgument(NumericTerms.WrongKind(value, Type))
            : JsonInput.Text(value);
}
