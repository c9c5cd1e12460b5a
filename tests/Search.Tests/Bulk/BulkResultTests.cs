using System.Text;
using TwinBert.Search.Bulk;
using Xunit;

namespace TwinBert.Search.Tests.Bulk;

public sealed class BulkResultTests
{
    [Fact]
    public void TryRead_Answer_GivesAResultForEachAction()
    {
        var results = Read(
            """
            {"errors":true,"items":[{"index":{"_id":"1","status":201}},{"update":{"_id":"2","status":404,"error":{"type":"t","reason":"no\nsuch"}}},
            {"create":{"status":429,"error":"busy"}}]}
            """,
            3);

        Assert.Equal([new(201, null, null), new(404, "t", "t: no such") { Id = "2" }, new(429, null, "busy")], results!);
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[{"index":{"status":201}},{"index":{"status":201}}]}""")]
    [InlineData("""{"items":[{"index":{}}]}""")]
    [InlineData("""{"items":[{"index":{"status":2.5}}]}""")]
    [InlineData("""{"items":[{}]}""")]
    [InlineData("""{"items":{}}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("")]
    public void TryRead_NoAnswerToTheRequest_IsNull(string answer) => Assert.Null(Read(answer, 1));

    private static IReadOnlyList<BulkResult>? Read(string answer, int count) => BulkResult.TryRead(Encoding.UTF8.GetBytes(answer), count);
}
