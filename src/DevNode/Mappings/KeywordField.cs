using System.Text.Json;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>keyword</c>: the value is one term.</summary>
internal sealed class KeywordField : MappedField
{
    private readonly int _ignoreAbove;
    private readonly bool _lowercases;

    public KeywordField(FieldParameters parameters) : base(parameters)
    {
        _ignoreAbove = parameters.Integer("ignore_above") ?? int.MaxValue;
        IsIndexed = parameters.Boolean("index", defaultValue: true);
        HasDocValues = parameters.Boolean("doc_values", defaultValue: true);
        NullValue = parameters.Raw("null_value");
        parameters.Boolean("store", defaultValue: false);
        parameters.Boolean("eager_global_ordinals", defaultValue: false);
        var normalizer = parameters.Text("normalizer");
        if (normalizer is not (null or "lowercase"))
        {
            throw EngineErrors.MapperParsing(
                $"Failed to parse mapping: normalizer [{normalizer}] not found for field [{Path}]; the embedded node does not support normalizers of one's "
                    + "own");
        }

        _lowercases = normalizer == "lowercase";
        Parameters = parameters.Kept;
    }

    public override void Add(DocumentBuilder document, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            throw EngineErrors.IllegalArgument($"Can't get text on a {(value.ValueKind == JsonValueKind.Object ? "START_OBJECT" : "START_ARRAY")}");
        }

        var text = Normalize(JsonInput.Text(value));
        if (text.Length > _ignoreAbove)
        {
            return;
        }

        if (IsIndexed)
        {
            document.AddField(new StringField(Path, text, Field.Store.NO));
        }

        document.AddName(Path);
        if (HasDocValues)
        {
            document.AddDocValue(Path, text);
        }
    }

    public override Query TermQuery(string text) => new TermQuery(new Term(Path, Normalize(text)));

    public override Query PrefixQuery(string prefix, bool ignoreCase) => TermPrefix.Query(Path, Normalize(prefix), ignoreCase);

    public override Query RangeQuery(RangeBounds bounds) => new TermRangeQuery(
        Path,
        bounds.From is null ? null : new(Normalize(bounds.From)),
        bounds.To is null ? null : new(Normalize(bounds.To)),
        bounds.IncludesFrom,
        bounds.IncludesTo)
    { MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE };

    public override void WriteDocValue(Utf8JsonWriter json, object value, string? format) => json.WriteStringValue((string)value);

    public override void WriteSourceValue(Utf8JsonWriter json, JsonElement value, string? format)
    {
        if (Normalize(JsonInput.Text(value)) is var text && text.Length <= _ignoreAbove)
        {
            json.WriteStringValue(text);
        }
    }

    private string Normalize(string text) => _lowercases ? text.ToLowerInvariant() : text;
}
