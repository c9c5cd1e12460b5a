using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using TwinBert.Search.Cutting;
using TwinBert.Search.Embeddings;
using Xunit;

namespace TwinBert.IngestPipeline.Tests;

public sealed class EmbeddingSpliceTests
{
    private readonly EmbeddingSplice _splice = new(new EmbeddingField("twinbert"));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"twinbert":{"x":2}}""")]
    [InlineData("""{"a":1 }""", """{"a":1,"twinbert":{"x":2} }""")]
    [InlineData("{\"a\":1e3}\r", "{\"a\":1e3,\"twinbert\":{\"x\":2}}\r")]
    [InlineData("""{}""", """{"twinbert":{"x":2}}""")]
    [InlineData("""  { } """, """  {"twinbert":{"x":2} } """)]
    [InlineData("""{"twinbert":{"old":1},"a":1}""", """{"twinbert":{"x":2},"a":1}""")]
    [InlineData("""{"a":1,"twinbert": null }""", """{"a":1,"twinbert": {"x":2} }""")]
    [InlineData("""{"a":{"twinbert":1}}""", """{"a":{"twinbert":1},"twinbert":{"x":2}}""")]
    [InlineData("""{"twin\u0062ert":7}""", """{"twin\u0062ert":{"x":2}}""")]
    [InlineData("\uFEFF{\"a\":1}", "\uFEFF{\"a\":1,\"twinbert\":{\"x\":2}}")]
    [InlineData("""{"a":1/* b */} // c""", """{"a":1,"twinbert":{"x":2}/* b */} // c""")]
    [InlineData("""{"n\ud800":"\udc00"}""", """{"n\ud800":"\udc00","twinbert":{"x":2}}""")]
    [InlineData("""{"twinbert2.x":7}""", """{"twinbert2.x":7,"twinbert":{"x":2}}""")]
    public void Apply_Object_GetsTheEmbeddingAndKeepsEveryOtherByte(string source, string expected) => Assert.Equal(expected, Apply(source));

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("\"a\"")]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1}}""")]
    [InlineData("""{"a":1}{}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"twinbert":1,"twinbert":2}""")]
    [InlineData("""{"a":1,"b":2,"\u0061":3}""")]
    [InlineData("""{"a":[{"b":1,"b":2}]}""")]
    [InlineData("""{"twinbert.model":"x"}""")]
    [InlineData("""{"twinb\u0065rt.model":"x"}""")]
    public void Apply_SourceThatCannotTakeIt_IsUntouched(string source)
    {
        var bytes = Encoding.UTF8.GetBytes(source);

        Assert.Equal(bytes, _splice.Apply(bytes, "{}"u8.ToArray()).ToArray());
        Assert.False(_splice.Accepts(bytes));
    }

    [Fact]
    public void Apply_NameThatNeedsEscaping_IsEscaped()
    {
        var splice = new EmbeddingSplice(new EmbeddingField("my \"vec\""));

        var result = splice.Apply("{\"a\":1}"u8.ToArray(), "{}"u8.ToArray());

        using var parsed = JsonDocument.Parse(result);
        Assert.Equal(JsonValueKind.Object, parsed.RootElement.GetProperty("my \"vec\"").ValueKind);
    }

    [Property(Arbitrary = [typeof(SourceArbitrary)], MaxTest = 500)]
    public void Apply_ThenCut_GivesTheSourceBack(Source source)
    {
        var bytes = Encoding.UTF8.GetBytes(source.Json);
        var output = new ArrayBufferWriter<byte>();

        var spliced = _splice.Apply(bytes, """{"embedding":[1,-2],"model":"m","text_hash":"h"}"""u8.ToArray());
        var isCut = new EmbeddingCutter([new EmbeddingField("twinbert")]).TryCut(DocumentReadKind.Source, spliced.Span, output);

        Assert.NotEqual(bytes.Length, spliced.Length);
        Assert.True(isCut);
        Assert.Equal(source.Json, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("""{"a":1 }""", """{"a":1,"twinbert":1,"twinbert_v2":2 }""")]
    [InlineData("""{}""", """{"twinbert":1,"twinbert_v2":2}""")]
    [InlineData("""{"twinbert_v2":{"old":1},"a":1}""", """{"twinbert_v2":2,"a":1,"twinbert":1}""")]
    [InlineData("""{"a":1,"twinbert":null}""", """{"a":1,"twinbert":1,"twinbert_v2":2}""")]
    [InlineData("""{"twinbert_v2":0,"twinbert":0}""", """{"twinbert_v2":2,"twinbert":1}""")]
    public void Write_TwoObjects_GoIntoOneSource(string source, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(source);
        var splices = new[] { _splice, new EmbeddingSplice(new EmbeddingField("twinbert_v2")) };
        Splicing[] splicings = [.. splices.Select((splice, i) =>
        {
            Assert.True(splice.TryFind(bytes, out var point));
            return new Splicing(splice, point, Encoding.UTF8.GetBytes(i == 0 ? "1" : "2"));
        })];
        var output = new ArrayBufferWriter<byte>();

        Splicing.Write(bytes, splicings, output);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private string Apply(string source) => Encoding.UTF8.GetString(_splice.Apply(Encoding.UTF8.GetBytes(source), """{"x":2}"""u8.ToArray()).Span);
}
