using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Hostile;

/// <summary>Targets and headers that are meant to be read differently by the sidecar and by the engine.</summary>
public sealed class TargetAndHeaderTests
{
    private const string Search = """{"query":{"match":{"title":"tie"}}}""";

    [Theory]
    [InlineData("/%2e%2e/products/_doc/1")]
    [InlineData("/i/%2e%2e/%2E./products/_doc/1")]
    [InlineData("/products%2F_search")]
    [InlineData("/products%2f_search")]
    [InlineData("/products%5C_search")]
    [InlineData("/products\\_search")]
    [InlineData("/products/%5Fsearch")]
    [InlineData("/products;/_search;x=y")]
    [InlineData("/products/_search%20")]
    [InlineData("//products//_count")]
    [InlineData("/products/../i/_count")]
    [InlineData("/products/_count?/../../x=%2e%2e#_search")]
    [InlineData("/products/_search%23?x")]
    public async Task Target_OfAnySpelling_ArrivesOnceAndToTheByte(string target)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync(
            $"POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Search.Length}\r\n\r\n{Search}");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        var request = Assert.Single(sidecar.Arrived());
        Assert.Equal((target, Search), (request.Target, request.Body));
        await sidecar.AssertInnocentIsServedAsync();
    }

    [Theory]
    [InlineData("GET http://x/i/_count HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET http://x/i/%2e%2e/_count?a=b HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET http://x HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET http://x/i/_count HTTP/1.1\r\nHost: y\r\n")]
    public async Task Target_WithASchemeAndHost_IsRefusedAndNothingIsSent(string head)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync(head + "Connection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        await sidecar.AssertInnocentIsServedAsync();
        Assert.Empty(sidecar.Arrived());
    }

    [Fact]
    public async Task Target_OfAnAsterisk_ArrivesAsTheRoot()
    {
        await using var sidecar = await RawSidecar.StartAsync();

        await sidecar.ExchangeAsync("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Equal("/", Assert.Single(sidecar.Arrived()).Target);
    }

    [Theory]
    [InlineData("/_twinbert/../products/_doc/1")]
    [InlineData("/_twinbert/%2e%2e/products/_doc/1")]
    [InlineData("/_twinbert/health/../../products/_doc/1")]
    public async Task Target_BelowOurOwn_ShowsNothingOfTheCluster(string target)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        // Whoever guards these paths in front of the sidecar, or guards all others, must not be got around.
        Assert.True(
            sidecar.Arrived().Count == 0 ? answer.StartsWith("HTTP/1.1 404 ", StringComparison.Ordinal) : sidecar.Arrived()[0].Target == target,
            answer);
    }

    [Theory]
    [InlineData("Connection: close, Content-Length, Host, Transfer-Encoding")]
    [InlineData("Connection: close\r\nConnection: X-Hop\r\nKeep-Alive: timeout=1\r\nX-Hop: a")]
    [InlineData("Connection: close, x-hop , X-Other\r\nX-Hop: a\r\nX-Hop: b")]
    [InlineData("Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA")]
    [InlineData("Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13")]
    [InlineData("Connection: close, TE\r\nTE: trailers\r\nTrailer: X-Opaque-Id\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eDp5")]
    public async Task Headers_OfOneHop_StayThereAndTakeNothingAlong(string headers)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        await sidecar.ExchangeAsync(
            $"POST /i/_count HTTP/1.1\r\nHost: x\r\n{headers}\r\nAuthorization: ApiKey abc\r\nX-Opaque-Id: me\r\nContent-Length: 2\r\n\r\n{{}}");

        var request = Assert.Single(sidecar.Arrived());
        Assert.Equal(
            ("ApiKey abc", "me", "{}"),
            (RawRequest.HeaderOf(request.Head, "Authorization"), RawRequest.HeaderOf(request.Head, "X-Opaque-Id"), request.Body));
        foreach (var name in (string[])["Keep-Alive", "Upgrade", "HTTP2-Settings", "Proxy-Connection", "Proxy-Authorization", "Transfer-Encoding", "X-Hop"])
        {
            Assert.Null(RawRequest.HeaderOf(request.Head, name));
        }

        Assert.Null(RawRequest.HeaderOf(request.Head, "X-Other"));
        await sidecar.AssertInnocentIsServedAsync();
    }

    [Fact]
    public async Task ResponseHeaders_ThatConnectionNames_StayThere()
    {
        await using var sidecar = await RawSidecar.StartAsync();
        sidecar.Upstream.Answer = async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: a\r\nX-End: b\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
            return false;
        };

        var answer = await sidecar.ExchangeAsync("GET /i/_count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Contains("X-End: b", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Hop", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a long line", 431, 200_000, 0, 0)]
    [InlineData("many lines", 431, 0, 2_000, 0)]
    [InlineData("a long target", 414, 0, 0, 100_000)]
    public async Task Head_LargerThanAnyEngineTakes_IsRefused(string name, int status, int value, int lines, int target)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync(
            $"GET /i/{new string('t', target)} HTTP/1.1\r\nHost: x\r\nX: "
                + $"{new string('v', value)}\r\n{string.Concat(Enumerable.Range(0, lines).Select(i => $"X-{i}: a\r\n"))}\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Empty(sidecar.Arrived());
        await sidecar.AssertInnocentIsServedAsync();
        Assert.NotEmpty(name);
    }
}
