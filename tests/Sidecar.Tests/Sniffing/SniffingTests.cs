using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Sniffing;

public sealed class SniffingTests
{
    private const string Nodes = """{ "_nodes":{"total":2},"nodes":{"a":{"transport_address":"10.0.0.1:9300","transport":{"publish_address":"10.0.0.1:9300"},"http":{"bound_address":["[::]:9200"], "publish_address" : "10.0.0.1:9200","max":1e3}},"b":{"http":{"publish_address":"es\u002db/10.0.0.2:9200"}},"c":{"http":{"publish_address":null}}}}""";

    [Theory]
    [InlineData("/_nodes/http")]
    [InlineData("/_nodes/_all/http?timeout=1s")]
    [InlineData("/_nodes")]
    [InlineData("/_nodes/http,settings")]
    [InlineData("/_nodes/a,b/http")]
    public async Task Nodes_WithAnAddressToPublish_HaveItInPlaceOfTheirOwnAndNothingElseChanges(string target)
    {
        await using var fixture = await StartAsync("search.example:9210");

        using var answer = await fixture.SendAsync("GET", target);

        var expected = Nodes.Replace("\"10.0.0.1:9200\"", "\"search.example:9210\"", StringComparison.Ordinal).Replace(
            @"es\u002db/10.0.0.2:9200",
            "search.example:9210",
            StringComparison.Ordinal);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((expected.Length, target), (answer.Content.Headers.ContentLength, fixture.Upstream.Last.Target));
    }

    [Theory]
    [InlineData("shop.example:81", "shop.example:81")]
    [InlineData("shop.example", "shop.example:80")]
    [InlineData("[::1]:9210", "[::1]:9210")]
    public async Task Nodes_WithTheRequestsAddress_HaveItsHost(string host, string address)
    {
        await using var fixture = await StartAsync("auto");

        using var answer = await fixture.SendAsync("GET", "/_nodes/http", null, ("Host", host));

        Assert.Contains(
            $"\"publish_address\" : \"{address}\"",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_InGzip_AreReplacedInIt()
    {
        await using var fixture = await StartAsync("search.example:9210");
        fixture.Upstream.Answer = context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(Zip(Nodes)).AsTask();
        };

        using var answer = await fixture.SendAsync("GET", "/_nodes/http", null, ("Accept-Encoding", "gzip"));

        await using var body = new GZipStream(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var text = new StreamReader(body);
        Assert.Contains("search.example:9210", await text.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("gzip", answer.Content.Headers.ContentEncoding.Single());
    }

    [Theory]
    [InlineData(null, "/_nodes/http", Nodes, 200)]
    [InlineData("s:1", "/_nodes/stats", Nodes, 200)]
    [InlineData("s:1", "/_nodes/a/stats", Nodes, 200)]
    [InlineData("s:1", "/_nodes/a/stats/http", Nodes, 200)]
    [InlineData("s:1", "/other/_doc/1", Nodes, 200)]
    [InlineData("s:1", "/_nodes/http", Nodes, 401)]
    [InlineData("s:1", "/_nodes/http", Nodes + "}", 200)]
    [InlineData("s:1", "/_nodes/http", "[]", 200)]
    [InlineData("s:1", "/_nodes/http", "", 200)]
    public async Task Answer_ThatIsNotToBeChanged_PassesToTheByte(string? published, string target, string body, int status)
    {
        await using var fixture = await StartAsync(published);
        fixture.Upstream.Answer = ScriptedUpstream.Json(body, status);

        using var answer = await fixture.SendAsync("GET", target);

        Assert.Equal((status, body), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Sniff_WithoutAnAddressToPublish_IsReportedOnce()
    {
        using var lines = new KeptLines();
        await using var fixture = await SidecarFixture.StartAsync(settings => settings with { Logging = logging => logging.AddProvider(lines) });
        fixture.Upstream.Answer = ScriptedUpstream.Json(Nodes);

        (await fixture.SendAsync("GET", "/_nodes")).Dispose();
        Assert.DoesNotContain(lines.All, IsReport);
        (await fixture.SendAsync("GET", "/_nodes/http")).Dispose();
        (await fixture.SendAsync("GET", "/_nodes/_all/http")).Dispose();

        Assert.Single(lines.All, IsReport);
    }

    private static bool IsReport(string line) => line.Contains("Set PublishAddress", StringComparison.Ordinal);

    private static async Task<SidecarFixture> StartAsync(string? published)
    {
        var fixture = await SidecarFixture.StartAsync(settings => settings with { Options = settings.Options with { PublishAddress = published } });
        fixture.Upstream.Answer = ScriptedUpstream.Json(Nodes);
        return fixture;
    }

    private static byte[] Zip(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }

    private sealed class KeptLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
