using System.Text.Json;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>boolean</c>: true, false, and their names as strings.</summary>
internal sealed class BooleanField : MappedField
{
    public BooleanField(FieldParameters parameters) : base(parameters)
    {
        IsIndexed = parameters.Boolean("index", defaultValue: true);
        HasDocValues = parameters.Boolean("doc_values", defaultValue: true);
        parameters.Boolean("store", defaultValue: false);
        NullValue = parameters.Raw("null_value");
        Parameters = parameters.Kept;
    }

    public override void Add(DocumentBuilder document, JsonElement value)
    {
        var flag = value.ValueKind == JsonValueKind.String && value.GetString() is "" ? false : JsonInput.Boolean(value) ?? throw Bad(JsonInput.Text(value));
        if (IsIndexed)
        {
            document.AddField(new StringField(Path, flag ? "T" : "F", Field.Store.NO));
        }

        document.AddName(Path);
        if (HasDocValues)
        {
            document.AddDocValue(Path, flag ? 1L : 0L);
        }
    }

    public override Query TermQuery(string text) => text switch
    {
        "true" => new TermQuery(new Term(Path, "T")),
        "false" or "" => new TermQuery(new Term(Path, "F")),
        _ => throw EngineErrors.IllegalArgument($"Can't parse boolean value [{text}], expected [true] or [false]"),
    };

    public override void WriteDocValue(Utf8JsonWriter json, object value, string? format) => json.WriteBooleanValue((long)value == 1);

    public override void WriteSourceValue(Utf8JsonWriter json, JsonElement value, string? format) => json.WriteBooleanValue(JsonInput.Boolean(value) ?? false);

    private static EngineException Bad(string text) => EngineErrors.IllegalArgument($"Failed to parse value [{text}] as only [true] or [false] are allowed.");
}
