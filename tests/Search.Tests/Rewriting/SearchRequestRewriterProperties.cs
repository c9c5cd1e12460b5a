using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TwinBert.Search.Dialects;
using TwinBert.Search.Reading;
using TwinBert.Search.Rewriting;
using TwinBert.Search.Tests.Json;

namespace TwinBert.Search.Tests.Rewriting;

public sealed class SearchRequestRewriterProperties
{
    private const string DocValues = "\"docvalue_fields\":[\"twinbert.embedding\",\"twinbert.model\"]";

    [Property(MaxTest = 500)]
    public Property Widen_AnySpelling_ChangesTheNumbersAndAddsAtTheEnd() => Prop.ForAll(Bodies.ToArbitrary(), body =>
    {
        var reading = SearchRequestReader.Read("", Encoding.UTF8.GetBytes(body.Text), new());

        return reading.IsEligible
            && Encoding.UTF8.GetString(
                SearchRequestRewriter.Widen(reading.Request, SearchDialect.For(EngineFamily.Elasticsearch, new(8, 19))).Body.Span) == body.Widened;
    });

    /// <summary>A search in any order and spelling of its members, with anything in those that are none of ours, and the same search widened.</summary>
    private static Gen<(string Text, string Widened)> Bodies =>
        from size in Gen.Elements("", "3", "\"3\"", "3.0")
        from start in Gen.Elements("", "2", "\"2\"", "2.0")
        from query in Spaced("query", Query)
        from sizeMember in Spaced("size", Gen.Constant("$"))
        from startMember in Spaced("from", Gen.Constant("#"))
        from aggregations in Spaced("aggs", Anything)
        from highlight in Spaced("highlight", Anything)
        from mappings in Spaced("runtime_mappings", Anything)
        from members in Gen.Shuffle(Present(query, aggregations, highlight, mappings, size.Length > 0 ? sizeMember : "", start.Length > 0 ? startMember : ""))
        from open in JsonGenerator.Space
        from close in JsonGenerator.Space
        let body = open + "{" + close + string.Join(',', members) + open
        let added = (size.Length > 0 ? "," : ",\"size\":100,") + DocValues
        select (Fill(body, size, start) + "}" + close, Fill(body, "100", "0") + added + "}" + close);

    private static Gen<string> Anything => Gen.Frequency((3, JsonGenerator.Object(2)), (1, JsonGenerator.Deep));

    private static Gen<string> Query =>
        from space in JsonGenerator.Space
        from filter in JsonGenerator.Object(2)
        select $"{{\"bool\":{space}{{\"must\":[{space}{{\"match\":{{\"title\":\"shoe\"}}}}],\"filter\":{filter}}}{space}}}";

    private static Gen<string> Spaced(string name, Gen<string> value) =>
        from before in JsonGenerator.Space
        from after in JsonGenerator.Space
        from text in value
        select $"{before}\"{name}\"{after}:{before}{text}{after}";

    private static string[] Present(params string[] members) => [.. members.Where(member => member.Length > 0)];

    // The generated letters have neither sign.
    private static string Fill(string body, string size, string start) =>
        body.Replace("$", size, StringComparison.Ordinal).Replace("#", start, StringComparison.Ordinal);
}
