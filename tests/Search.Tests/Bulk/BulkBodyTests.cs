using System.Buffers;
using System.Text;
using TwinBert.Search.Bulk;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Search.Tests.Bulk;

public sealed class BulkBodyTests
{
    [Fact]
    public void ToCall_Actions_StandLineByLine()
    {
        var body = new BulkBody(1);
        body.Add(new(BulkVerb.Index) { Id = "1" }, """{"n":1e3}"""u8);
        body.Add(new(BulkVerb.Update) { Id = "2" }, "n", (field, output) => UpdateBody.Write(output, field, "2.0"u8));
        var call = body.ToCall("a b");

        Assert.Equal((2, call.Body.Length), (body.Count, body.Length));
        Assert.Equal((HttpMethod.Post, "/a%20b/_bulk", ClusterCall.Ndjson), (call.Method, call.Target, call.ContentType));
        Assert.Equal(
            """
            {"index":{"_id":"1"}}
            {"n":1e3}
            {"update":{"_id":"2"}}
            {"doc":{"n":2.0}}

            """,
            Encoding.UTF8.GetString(call.Body.Span));
    }

    [Fact]
    public void Clear_Actions_AreForgotten()
    {
        var body = new BulkBody();
        body.Add(new(BulkVerb.Index), "{}"u8);
        body.Clear();

        Assert.Equal((0, 0), (body.Count, body.Length));
        Assert.True(body.ToCall().Body.IsEmpty);
        Assert.Equal("/_bulk", body.ToCall().Target);
    }
}
