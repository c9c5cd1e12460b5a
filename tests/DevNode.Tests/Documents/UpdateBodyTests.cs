using System.Text;
using System.Text.Json;
using TwinBert.DevNode.Documents;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Tests.Indexing;
using Xunit;

namespace TwinBert.DevNode.Tests.Documents;

public sealed class UpdateBodyTests
{
    private static readonly DocumentVersion Current = new(
        "1",
        3,
        7,
        Encoding.UTF8.GetBytes("""{"a":{"b":1,"c":2},"d":[1]}"""),
        new Dictionary<string, Array>());

    [Theory]
    [InlineData("""{"doc":{"a":{"b":5}}}""", """{"a":{"b":5,"c":2},"d":[1]}""")]
    [InlineData("""{"doc":{"d":[2]}}""", """{"a":{"b":1,"c":2},"d":[2]}""")]
    [InlineData("""{"doc":{"e":null}}""", """{"a":{"b":1,"c":2},"d":[1],"e":null}""")]
    [InlineData("""{"doc":{"d":[1]},"detect_noop":false}""", """{"a":{"b":1,"c":2},"d":[1]}""")]
    public void Apply_ToADocument_MergesObjectsAndReplacesTheRest(string body, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Apply(body, Current)!.Source.Span));

    [Fact]
    public void Apply_NoDifference_Null() => Assert.Null(Apply("""{"doc":{"a":{"c":2}}}""", Current));

    [Fact]
    public void Apply_NoDocument_UpsertCreated() => Assert.Equal(WriteKind.Create, Apply("""{"doc":{"x":1},"upsert":{"y":2}}""", null)!.Kind);

    [Fact]
    public void Apply_NoDocumentNoUpsert_Missing() =>
        Assert.Equal("document_missing_exception", Assert.Throws<EngineException>(() => Apply("""{"doc":{"x":1}}""", null)).Type);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"script":"x"}""")]
    [InlineData("""{"dok":{}}""")]
    [InlineData("""{"doc_as_upsert":true,"upsert":{}}""")]
    public void Read_Unusable_Refused(string body) => Assert.Throws<EngineException>(() => UpdateBody.Read(JsonElement.Parse(body)));

    private static WriteOperation? Apply(string body, DocumentVersion? current)
    {
        using var index = TestIndex.Create();
        return UpdateBody.Read(JsonElement.Parse(body)).Apply(index, "1", current);
    }
}
