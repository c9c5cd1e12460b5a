using System.Text;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Writing;
using TwinBert.IngestPipeline;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Scan;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Backfill.Tests.Writing;

public sealed class BulkRequestTests
{
    private static readonly IndexFields Fields = new(["title"], new("twinbert"), new("hash", HashEncoder.TestFingerprint, 16));
    private static readonly IndexPlan Plan = new("p", "u", 1, Fields, WriteMode.Index, HasDefaultPipeline: false, LacksMapping: false);

    [Fact]
    public void Bulk_WholeDocuments_KeepsEveryByteAndGuardsTheWrite()
    {
        var call = Request(Plan).Bulk([Item("""{ "n" : 1e3 }"""), Item("{}", routing: "a/ü\"b")]);

        Assert.Equal("/_bulk", call.Target);
        Assert.Equal(
            """
            {"index":{"_index":"p","_id":"é/1","if_seq_no":7,"if_primary_term":2}}
            { "n" : 1e3,"twinbert":{"model":"m"} }
            {"index":{"_index":"p","_id":"é/1","if_seq_no":7,"if_primary_term":2,"routing":"a/ü\"b"}}
            {"twinbert":{"model":"m"}}

            """,
            Text(call.Body));
    }

    [Fact]
    public void Bulk_DefaultPipeline_IsSteppedAround() =>
        Assert.Contains("\"pipeline\":\"_none\"", Text(Request(Plan with { HasDefaultPipeline = true }).Bulk([Item("{}")]).Body), StringComparison.Ordinal);

    [Fact]
    public void Bulk_Update_SendsOnlyTheEmbedding()
    {
        var call = Request(Plan with { WriteMode = WriteMode.Update, HasDefaultPipeline = true }).Bulk([Item("{\n\"n\":1}")]);

        Assert.Equal(
            """
            {"update":{"_index":"p","_id":"é/1","if_seq_no":7,"if_primary_term":2}}
            {"doc":{"twinbert":{"model":"m"}}}

            """,
            Text(call.Body));
    }

    [Theory]
    [InlineData("{\"a\":1}", true)]
    [InlineData("{\r\"a\":\"\\n\"}", true)]
    [InlineData("{\n\"a\":1}", false)]
    public void TakesInBulk_Source_IsAboutLineBreaks(string source, bool expected) => Assert.Equal(expected, Request(Plan).TakesInBulk(Item(source)));

    [Fact]
    public void Single_Document_GuardsTheWriteInTheTarget()
    {
        var call = Request(Plan with { HasDefaultPipeline = true }).Single(Item("{\n}", routing: "a b"));

        Assert.Equal("/p/_doc/%C3%A9%2F1?if_seq_no=7&if_primary_term=2&routing=a%20b&pipeline=_none", call.Target);
        Assert.Equal("{\"twinbert\":{\"model\":\"m\"}\n}", Text(call.Body));
    }

    [Fact]
    public void Bulk_ThroughAnAlias_RequiresIt()
    {
        var call = Request(Plan, new("run-1", RequiresAlias: true)).Bulk([Item("{}")]);

        Assert.StartsWith(
            """{"index":{"_index":"run-1","_id":"é/1","if_seq_no":7,"if_primary_term":2,"require_alias":true}}""",
            Text(call.Body),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Single_ThroughAnAlias_RequiresIt() =>
        Assert.Equal(
            "/run-1/_doc/%C3%A9%2F1?if_seq_no=7&if_primary_term=2&require_alias=true",
            Request(Plan, new("run-1", RequiresAlias: true)).Single(Item("{\n}")).Target);

    private static BulkRequest Request(IndexPlan plan, WriteTarget? target = null) =>
        new(plan, target ?? new("p", RequiresAlias: false), new EmbeddingSplice(new EmbeddingField("twinbert")));

    private static EncodedItem Item(string source, string? routing = null) =>
        new(new ScannedDocument("p", "é/1", routing, 7, 2, Encoding.UTF8.GetBytes(source)), Encoding.UTF8.GetBytes("""{"model":"m"}"""), IsEmbedded: true);

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
