using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TwinBert.DevNode.Hosting;
using Xunit;

namespace TwinBert.DevNode.Tests.Hosting;

public sealed class DevNodeHostTests
{
    [Fact]
    public async Task StartAsync_FreePort_AnswersAsElasticsearchAndSaysWhatItIs()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), cancellation);
        using var client = new HttpClient { BaseAddress = node.Url };
        using var response = await client.GetAsync("/", cancellation);
        var root = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation))!;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Elasticsearch", Assert.Single(response.Headers.GetValues("X-Elastic-Product")));
        Assert.Contains("not for production", (string?)root["tagline"], StringComparison.Ordinal);
        Assert.NotNull(root["version"]!["number"]);
    }

    [Fact]
    public async Task Search_DocumentWritten_IsFoundWithItsBytesAndItsVector()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), cancellation);
        using var client = new HttpClient { BaseAddress = node.Url };
        await SendAsync(
            client,
            HttpMethod.Put,
            "/shop",
            """{"mappings":{"properties":{"v":{"type":"dense_vector","element_type":"byte","dims":2,"index":false}}}}""");
        await SendAsync(client, HttpMethod.Put, "/shop/_doc/1?refresh=true", """{"title" : "blue kettle", "price": 1e3, "v": [1, -2]}""");
        var answer = await SendAsync(client, HttpMethod.Post, "/shop/_search", """{"query":{"match":{"title":"kettle"}},"docvalue_fields":["v"]}""");
        Assert.Contains("""
            "_source":{"title" : "blue kettle", "price": 1e3, "v": [1, -2]}
            """, answer, StringComparison.Ordinal);
        Assert.Contains("""
            "fields":{"v":[[1,-2]]}
            """, answer, StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(HttpClient client, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
