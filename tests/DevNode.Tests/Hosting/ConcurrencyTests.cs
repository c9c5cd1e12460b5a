using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TwinBert.DevNode.Hosting;
using Xunit;

namespace TwinBert.DevNode.Tests.Hosting;

public sealed class ConcurrencyTests
{
    private const int Writers = 4;
    private const int Rounds = 20;

    [Fact]
    public async Task Requests_WritesSearchesScrollsAndDeletionsTogether_NoneFailsInside()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), cancellation);
        using var client = new HttpClient { BaseAddress = node.Url };
        var work = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WorkAsync(client, writer), cancellation));
        var statuses = (await Task.WhenAll(work)).SelectMany(s => s).ToHashSet();
        Assert.DoesNotContain(HttpStatusCode.InternalServerError, statuses);
        Assert.Contains(HttpStatusCode.OK, statuses);
        var count = JsonNode.Parse(await client.GetStringAsync("/shared/_count", cancellation));
        Assert.Equal(Writers * Rounds, (int)count!["count"]!);
    }

    private static async Task<List<HttpStatusCode>> WorkAsync(HttpClient client, int writer)
    {
        List<HttpStatusCode> statuses = [];
        for (var round = 0; round < Rounds; round++)
        {
            var id = (writer * Rounds) + round;
            statuses.Add(
                await SendAsync(
                    client,
                    HttpMethod.Put,
                    $"/shared/_doc/{id.ToString(CultureInfo.InvariantCulture)}?refresh=true",
                    $$"""{"t":"red kettle","f{{round}}":{{id}}}"""));
            statuses.Add(await SendAsync(client, HttpMethod.Post, "/shared/_search?scroll=1m", """{"query":{"match":{"t":"kettle"}},"size":5}"""));
            statuses.Add(await SendAsync(client, HttpMethod.Put, "/passing/_doc/1?refresh=true", """{"t":"red"}"""));
            statuses.Add(await SendAsync(client, HttpMethod.Post, "/passing,shared/_search?ignore_unavailable=true", """{"sort":["_doc"]}"""));
            statuses.Add(await SendAsync(client, HttpMethod.Delete, "/passing", null));
            statuses.Add(await SendAsync(client, HttpMethod.Delete, "/_search/scroll/_all", null));
        }

        return statuses;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
