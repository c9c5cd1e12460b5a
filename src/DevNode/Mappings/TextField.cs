using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Index;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary><c>text</c>: the value is analyzed into terms with positions.</summary>
internal sealed class TextField : MappedField
{
    private readonly bool _norms;

    public TextField(FieldParameters parameters) : base(parameters)
    {
        HasDocValues = false;
        IsIndexed = parameters.Boolean("index", defaultValue: true);
        _norms = parameters.Boolean("norms", defaultValue: true);
        parameters.Boolean("store", defaultValue: false);
        Analyzer = Find(parameters, "analyzer") ?? parameters.Analyzers.Find("standard")!;
        SearchAnalyzer = Find(parameters, "search_analyzer") ?? Analyzer;
        parameters.Inert("term_vector");
        RefuseUnlessDefault(parameters, "similarity", "BM25");
        RefuseUnlessDefault(parameters, "index_options", "positions");
        Parameters = parameters.Kept;
    }

    /// <summary>What documents' values are analyzed with.</summary>
    public Analyzer Analyzer { get; }

    /// <summary>What queries' texts are analyzed with.</summary>
    public Analyzer SearchAnalyzer { get; }

    public override void Add(DocumentBuilder document, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            throw EngineErrors.IllegalArgument($"Can't get text on a {(value.ValueKind == JsonValueKind.Object ? "START_OBJECT" : "START_ARRAY")}");
        }

        if (IsIndexed)
        {
            document.AddField(new Lucene.Net.Documents.Field(Path, JsonInput.Text(value), FieldType()));
            document.AddName(Path);
        }
    }

    public override Query TermQuery(string text) => new TermQuery(new Term(Path, text));

    public override Query PrefixQuery(string prefix, bool ignoreCase) => TermPrefix.Query(Path, prefix, ignoreCase);

    public override Query RangeQuery(RangeBounds bounds) => new TermRangeQuery(
        Path,
        bounds.From is null ? null : new(bounds.From),
        bounds.To is null ? null : new(bounds.To),
        bounds.IncludesFrom,
        bounds.IncludesTo)
    { MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE };

    public override void WriteDocValue(Utf8JsonWriter json, object value, string? format) => json.WriteStringValue((string)value);

    public override void WriteSourceValue(Utf8JsonWriter json, JsonElement value, string? format) => json.WriteStringValue(JsonInput.Text(value));

    private static void RefuseUnlessDefault(FieldParameters parameters, string name, string defaultValue)
    {
        if (parameters.Text(name, defaultValue) is var value && value != defaultValue)
        {
            throw EngineErrors.MapperParsing(
                $"Failed to parse mapping: the embedded node does not support [{name}] [{value}] on the field [{parameters.Path}]");
        }
    }

    private static Analyzer? Find(FieldParameters parameters, string name)
    {
        var analyzer = parameters.Text(name);
        return analyzer is null
            ? null
            : parameters.Analyzers.Find(analyzer) ?? throw EngineErrors.MapperParsing(
                $"Failed to parse mapping: analyzer [{analyzer}] has not been configured in mappings; the embedded node has only "
                    + $"[{string.Join(", ", parameters.Analyzers.Names)}]");
    }

    private Lucene.Net.Documents.FieldType FieldType() => new(Lucene.Net.Documents.TextField.TYPE_NOT_STORED) { OmitNorms = !_norms };
}
