using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class BulkStreamingTests
{
    private const string Action = "{\"index\":{}}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bulk_OfAHundredThousandLines_ArrivesInOrderWithEveryEmbedding()
    {
        await using var index = await ScriptedIndex.StartAsync();
        var body = new StringBuilder();
        for (var i = 0; i < 50_000; i++)
        {
            body.Append(Action).Append("{\"title\":\"drill ").Append(i).Append("\"}\n");
        }

        using var response = await index.BulkAsync(body.ToString());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var lines = index.Written.Split('\n');
        Assert.Equal(100_001, lines.Length);
        Assert.All(
            Enumerable.Range(0, 50_000),
            i => Assert.StartsWith($"{{\"title\":\"drill {i}\",\"twinbert\":{{\"embedding\":[", lines[(2 * i) + 1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bulk_ThatFitsOneBatch_TravelsWithItsLength()
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.BulkAsync(Action + "{\"title\":\"drill\"}\n");

        Assert.Equal(index.Written.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), index.WrittenHeaders["Content-Length"]);
    }

    [Fact]
    public async Task Bulk_ThatIsTooLargeAsItComes_IsLeftToTheEngineWithItsLength()
    {
        await using var index = await ScriptedIndex.StartAsync(
            change: settings => settings with { Options = settings.Options with { Limits = new() { MaxWriteRequestBytes = 100 } } });
        var body = string.Concat(Enumerable.Repeat(Action + "{\"title\":\"drill\"}\n", 10));

        using var response = await index.BulkAsync(body);

        Assert.Equal(body, index.Written);
        Assert.Equal(body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), index.WrittenHeaders["Content-Length"]);
        Assert.Empty(index.Calls);
    }

    [Fact]
    public async Task Bulk_ThatTheEngineRefusesBeforeItsEnd_IsAnsweredAndTheNextIsServed()
    {
        await using var index = await ScriptedIndex.StartAsync();
        var serve = index.Sidecar.Upstream.Answer;
        index.Sidecar.Upstream.Answer = context => context.Request.Method == "GET" ? serve(context) : ScriptedUpstream.Json(
            """{"error":"too large"}""",
            StatusCodes.Status413PayloadTooLarge)(context);
        var line = "{\"index\":{\"_index\":\"other\"}}\n{\"title\":\"" + new string('x', 1_000) + "\"}\n";
        using var large = new StringContent(string.Concat(Enumerable.Repeat(line, 5_000)), Encoding.UTF8, "application/x-ndjson");

        using var refused = await index.Sidecar.SendAsync("POST", "/products/_bulk", large);
        index.Sidecar.Upstream.Answer = serve;
        using var next = await index.BulkAsync(Action + "{\"title\":\"drill\"}\n");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Contains(Embedded.Member("drill"), index.Written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bulk_WhoseClientHangsUp_IsGivenUpUpstreamToo()
    {
        await using var index = await ScriptedIndex.StartAsync();
        var serve = index.Sidecar.Upstream.Answer;
        var arrived = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        index.Sidecar.Upstream.Answer = async context =>
        {
            if (context.Request.Method == "GET")
            {
                await serve(context);
                return;
            }

            context.RequestAborted.Register(aborted.SetResult);
            await context.Request.Body.ReadExactlyAsync(new byte[100], Cancellation);
            arrived.SetResult();
            await aborted.Task;
        };
        var line = Action + "{\"title\":\"drill\"}\n";
        var body = string.Concat(Enumerable.Repeat(line, 500));

        using (var client = await RawConnection.OpenAsync(index.Sidecar.Host.Url))
        {
            await client.WriteAsync(
                $"POST /products/_bulk HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: {body.Length * 2}\r\n\r\n{body}");
            await arrived.Task.WaitAsync(Cancellation);
        }

        await aborted.Task.WaitAsync(Cancellation);
    }
}
