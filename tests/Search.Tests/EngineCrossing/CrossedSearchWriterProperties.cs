using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TwinBert.Search.Dialects;
using TwinBert.Search.EngineCrossing;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;
using TwinBert.Search.Tests.Json;

namespace TwinBert.Search.Tests.EngineCrossing;

public sealed class CrossedSearchWriterProperties
{
    private const string Script = "{\"id\":\"s\"}";

    [Property(MaxTest = 500)]
    public Property Wrap_AnySpelling_PutsTheFactorAroundTheText() => Prop.ForAll(Bodies.ToArbitrary(), body =>
    {
        var shape = SearchShapeReader.Read("", Encoding.UTF8.GetBytes(Plain(body)), new());

        return shape.ReasonAgainst(RerankForm.Wrap, EngineFamily.OpenSearch) is null
            && Text(CrossedSearchWriter.Wrap(shape, Factor, SearchDialect.For(EngineFamily.OpenSearch, new(2, 19)))) == Factors.Spelled(body, Script);
    });

    [Property(MaxTest = 500)]
    public Property Rescore_AnySpelling_AddsAtTheEnd() => Prop.ForAll(Bodies.ToArbitrary(), body =>
    {
        var shape = SearchShapeReader.Read("", Encoding.UTF8.GetBytes(Plain(body)), new());
        var written = Text(CrossedSearchWriter.Rescore(shape, Factor, 100, SearchDialect.For(EngineFamily.OpenSearch, new(2, 19))));
        var plain = Plain(body);
        var end = plain.LastIndexOf('}');

        return shape.ReasonAgainst(RerankForm.Rescore, EngineFamily.OpenSearch) is null
            && written.StartsWith(plain[..end] + ",\"rescore\":[{\"window_size\":100,", StringComparison.Ordinal)
            && written.EndsWith("}]" + plain[end..], StringComparison.Ordinal);
    });

    [Property(MaxTest = 500)]
    public Property Read_AnyBytes_ThrowsNothing() => Prop.ForAll(Damaged.ToArbitrary(), body =>
    {
        var shape = SearchShapeReader.Read("", body, new());
        if (shape.ReasonAgainst(RerankForm.Wrap, EngineFamily.Elasticsearch) is null)
        {
            CrossedSearchWriter.Wrap(shape, Factor, SearchDialect.For(EngineFamily.Elasticsearch, new(9, 4)));
        }

        if (shape.ReasonAgainst(RerankForm.Rescore, EngineFamily.Elasticsearch) is null)
        {
            CrossedSearchWriter.Rescore(shape, Factor, 100, SearchDialect.For(EngineFamily.Elasticsearch, new(9, 4)));
        }

        return true;
    });

    private static CrossingScript Factor => new(Encoding.UTF8.GetBytes(Script), 0.5);

    /// <summary>A search in any order and spelling, with marks where the factor goes.</summary>
    private static Gen<string> Bodies =>
        from query in Spaced("query", Query)
        from aggregations in Spaced("aggs", Anything)
        from highlight in Spaced("highlight", Anything)
        from filter in Spaced("post_filter", Anything)
        from members in Gen.Shuffle(query, aggregations, highlight, filter)
        from open in JsonGenerator.Space
        from close in JsonGenerator.Space
        where !aggregations.Contains("_score", StringComparison.Ordinal) && !aggregations.Contains("\\u", StringComparison.Ordinal)
        select open + "{" + close + string.Join(',', members) + open + "}" + close;

    private static Gen<byte[]> Damaged =>
        from body in Bodies
        from at in Gen.Choose(0, 2_000)
        from with in Gen.Elements(new byte[] { 0xC3 }, [0x28], "}"u8.ToArray(), "["u8.ToArray(), "\\ud83d"u8.ToArray(), "/*"u8.ToArray(), [])
        let bytes = Encoding.UTF8.GetBytes(Plain(body))
        let place = at % bytes.Length
        select (byte[])[.. bytes[..place], .. with, .. bytes[(place + 1)..]];

    private static Gen<string> Query => Gen.OneOf(
        Clause("match").Select(text => "«" + text + "»"),
        Gen.Choose(0, 30).SelectMany(Nested),
        from text in Clause("match")
        from phrase in Clause("match_phrase")
        from filter in Anything
        from must in Gen.Elements("", "{\"ids\":{\"values\":[]}},")
        from space in JsonGenerator.Space
        let joined = must.Length > 0 ? $"must«{text}{space},{space}{phrase}»" : $"{text}{space},{space}{phrase}"
        let query = $"{{{space}\"bool\"{space}:{{\"filter\":{filter}{space},\"must\":[{must}{joined}{space}]}}{space}}}"
        select must.Length > 0 ? query : "«" + query + "»");

    // One clause that is no text is enough for the factor to be as deep as the text is.
    private static Gen<string> Nested(int depth) =>
        from text in Clause("multi_match")
        from space in JsonGenerator.Space
        select Enumerable.Range(0, depth).Aggregate(
            $"{{\"bool\":{{\"must\":«{text}»,\"should\":[{{\"exists\":{{}}}}]}}}}",
            (inner, i) => i % 2 == 0
                ? $"{{{space}\"function_score\":{{\"query\":{inner},\"weight\":2}}}}"
                : $"{{\"bool\":{space}{{\"should\":[{space}{inner}{space}]}}}}");

    private static Gen<string> Clause(string kind) =>
        from space in JsonGenerator.Space
        from text in Gen.Elements("red", "boot é", "a\\\"b")
        select kind == "multi_match"
            ? $"{{{space}\"{kind}\":{{\"query\":{space}\"{text}\"}}}}"
            : $"{{\"{kind}\"{space}:{{{space}\"title\":\"{text}\"}}{space}}}";

    private static Gen<string> Anything => Gen.Frequency((3, JsonGenerator.Object(2)), (1, JsonGenerator.Deep));

    private static Gen<string> Spaced(string name, Gen<string> value) =>
        from before in JsonGenerator.Space
        from after in JsonGenerator.Space
        from text in value
        select $"{before}\"{name}\"{after}:{before}{text}{after}";

    private static string Plain(string body) =>
        body.Replace("must«", "", StringComparison.Ordinal).Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);

    private static string Text(CrossedSearch search) => Encoding.UTF8.GetString(search.Body.Span);
}
