using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

/// <summary>Documents that a bulk request's updates ask back.</summary>
public sealed class BulkSourceTests
{
    private const string Update = "{\"update\":{\"_id\":\"1\"}}\n";
    private const string Doc = "{\"doc\":{\"n\":1}}\n";
    private const string Answer = """{"items":[{"update":{"get":{"_source":{"n":1e3,"twinbert":{"model":"m"}}}}}]}""";

    [Theory]
    [InlineData("POST", "/products/_bulk", "{\"update\":{\"_id\":\"1\",\"_source\":true}}\n" + Doc)]
    [InlineData("PUT", "/_bulk", "{\"update\":{\"_index\":\"products\",\"_id\":\"1\"}}\n{\"doc\":{\"n\":1},\"_source\":[\"n\"]}\n")]
    [InlineData("POST", "/other/_bulk", "{\"update\":{\"_index\":\"products\",\"_id\":\"1\",\"_source\":true}}\n" + Doc)]
    [InlineData("POST", "/other/_bulk?_source=true", "{\"update\":{\"_index\":\"products\",\"_id\":\"1\"}}\n" + Doc)]
    [InlineData("PUT", "/products/_bulk?_source_includes=n", Update + Doc)]
    [InlineData("POST", "/products/_bulk", "{\"neither\":1}\n{\"update\":{\"_id\":\"1\",\"_source\":true}}\n" + Doc)]
    public async Task Bulk_ThatAsksForDocuments_GetsThemWithoutEmbeddings(string method, string target, string body)
    {
        await using var index = await ScriptedIndex.StartAsync();
        AnswerWrites(index, Answer);

        using var answer = await index.SendAsync(method, target, body, "application/x-ndjson");

        const string Expected = """{"items":[{"update":{"get":{"_source":{"n":1e3}}}}]}""";
        Assert.Equal(Expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Expected.Length, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Bulk_WhoseLastOfManyUpdatesAsks_GetsItWithoutEmbedding()
    {
        await using var index = await ScriptedIndex.StartAsync();
        AnswerWrites(index, Answer);
        var body = string.Concat(Enumerable.Repeat(Update + Doc, 1_000)) + "{\"update\":{\"_id\":\"1\",\"_source\":true}}\n" + Doc;

        using var answer = await index.BulkAsync(body);

        Assert.DoesNotContain("twinbert", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Update + Doc)]
    [InlineData("{\"index\":{\"_id\":\"1\"}}\n{\"_source\":\"a document's own\"}\n")]
    public async Task Bulk_ThatAsksForNone_IsAnsweredAsTheAnswerComes(string body)
    {
        await using var index = await ScriptedIndex.StartAsync();
        AnswerWrites(index, Answer);

        using var answer = await index.BulkAsync(body);

        Assert.True(answer.Headers.TransferEncodingChunked);
        Assert.Equal(Answer, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static void AnswerWrites(ScriptedIndex index, string answer)
    {
        var serve = index.Sidecar.Upstream.Answer;
        index.Sidecar.Upstream.Answer = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/_bulk", StringComparison.Ordinal))
            {
                await serve(context);
                return;
            }

            await SeenRequest.ReadAsync(context);
            await ScriptedUpstream.Json(answer)(context);
        };
    }
}
