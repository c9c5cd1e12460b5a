using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Hostile;

/// <summary>Requests that two parties could read differently: refused, with nothing sent, or sent once in a form that can be read one way only.</summary>
public sealed class FramingTests
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

    [Theory]
    [InlineData("both", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("both, the other way round", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    [InlineData("chunked twice", "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("chunked on two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("another coding", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("a coding that is none", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("identity", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("an empty coding", "Transfer-Encoding: \r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    [InlineData("a vertical tab", "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("quotes", "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n")]
    [InlineData("a blank before the colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("a blank in the name", "Transfer Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("a folded line", "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("a folded line at first", " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("lengths that differ", "Content-Length: 4\r\nContent-Length: 5\r\n\r\n12345")]
    [InlineData("one length twice", "Content-Length: 4\r\nContent-Length: 4\r\n\r\n1234")]
    [InlineData("a list of lengths", "Content-Length: 4, 4\r\n\r\n1234")]
    [InlineData("a length with a plus", "Content-Length: +4\r\n\r\n1234")]
    [InlineData("nothing with a plus", "Content-Length: +0\r\n\r\n")]
    [InlineData("nothing with a minus", "Content-Length: -0\r\n\r\n")]
    [InlineData("a length of very many digits", "Content-Length: 99999999999999999999999999999999\r\n\r\n1234")]
    [InlineData("a length below zero", "Content-Length: -1\r\n\r\n")]
    [InlineData("a hexadecimal length", "Content-Length: 0x4\r\n\r\n1234")]
    [InlineData("a length with a fraction", "Content-Length: 4.0\r\n\r\n1234")]
    [InlineData("a length that overflows", "Content-Length: 18446744073709551620\r\n\r\n1234")]
    [InlineData("an empty length", "Content-Length:\r\n\r\n1234")]
    [InlineData("a line without a colon", "Content-Length\r\n\r\n")]
    [InlineData("a name of nothing", ": x\r\n\r\n")]
    [InlineData("a zero byte in a value", "X: a\0b\r\n\r\n")]
    [InlineData("a zero byte in a name", "X\0: a\r\n\r\n")]
    [InlineData("a bare carriage return", "X: a\rContent-Length: 4\r\n\r\n")]
    [InlineData("a second host", "Host: y\r\n\r\n")]
    [InlineData("a length behind a tab", "Content-Length\t: 4\r\n\r\n1234")]
    public async Task Request_AmbiguousHead_IsRefusedAndNothingIsSent(string name, string rest)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync("POST /i/_count HTTP/1.1\r\nHost: x\r\n" + rest + Smuggled);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(2, answer.Split("HTTP/1.1 ").Length);
        await sidecar.AssertInnocentIsServedAsync();
        Assert.Empty(sidecar.Arrived());
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("no host", "GET /i HTTP/1.1\r\n\r\n")]
    [InlineData("a host with a name of a user", "GET /i HTTP/1.1\r\nHost: user@x\r\n\r\n")]
    [InlineData("a host with a path", "GET /i HTTP/1.1\r\nHost: x/y\r\n\r\n")]
    [InlineData("a host with a port that is none", "GET /i HTTP/1.1\r\nHost: x:port\r\n\r\n")]
    [InlineData("coding in HTTP/1.0", "POST /i HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("bare line feeds", "GET /i HTTP/1.1\nHost: x\n\n")]
    [InlineData("two blanks", "GET  /i HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a tab", "GET\t/i HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("no target", "GET HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a relative target", "GET i/_count HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a backslash first", "GET \\i HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("bytes that are no ASCII", "GET /caf\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("an escaped zero byte", "GET /i%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a carriage return in the target", "GET /i\r/_count HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a tab in the target", "GET /i\t/_count HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a deleted sign in the target", "GET /i?\u007f HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a zero byte", "GET /i\0 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a method with signs", "GE(T /i HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("a version that is none", "GET /i HTTP/1.2x\r\nHost: x\r\n\r\n")]
    [InlineData("a version to come", "GET /i HTTP/3.0\r\nHost: x\r\n\r\n")]
    [InlineData("HTTP/2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("no HTTP", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n")]
    [InlineData("a tunnel", "CONNECT cluster:9200 HTTP/1.1\r\nHost: cluster:9200\r\n\r\n")]
    [InlineData("a tunnel to a path", "CONNECT /i HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task Request_NoneOrATunnel_IsRefusedAndNothingIsSent(string name, string request)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync(request);

        // To HTTP/2 the server says in HTTP/2 that it goes away.
        Assert.Matches("^(HTTP/1.1 (400|405|505) |$|\0\0\b\a)", answer);
        await sidecar.AssertInnocentIsServedAsync();
        Assert.Empty(sidecar.Arrived());
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("a size that overflows", "FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a size below zero", "-1\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a size with 0x", "0x3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("no size", "\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a blank before the size", " 3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a size that is too small", "2\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a size that is too large", "5\r\nabc\r\n0\r\n\r\n")]
    [InlineData("bare line feeds", "3\nabc\n0\n\n")]
    [InlineData("no last chunk", "3\r\nabc\r\n")]
    [InlineData("a trailer without its end", "3\r\nabc\r\n0\r\nX: y\r\n")]
    public async Task Request_BrokenChunks_NeverArriveAsAWholeRequest(string name, string chunks)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        await sidecar.ExchangeAsync("POST /i/_count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, hangsUp: true);

        await sidecar.AssertInnocentIsServedAsync();
        Assert.DoesNotContain(sidecar.Arrived(), request => request.IsComplete);
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("3;name=value\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3\r\nabc\r\n0\r\nContent-Length: 40\r\nHost: y\r\nTransfer-Encoding: chunked\r\nAuthorization: x\r\n\r\n")]
    [InlineData("00000003\r\nabc\r\n000\r\n\r\n")]
    public async Task Request_ChunksWithExtensionsAndTrailers_ArriveOnceAndPlain(string chunks)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync("POST /i/_count HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        await sidecar.AssertInnocentIsServedAsync();
        var request = Assert.Single(sidecar.Arrived());
        Assert.Equal(("abc", true), (request.Body, request.IsComplete));
        Assert.DoesNotContain("Authorization", request.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/i/_count")]
    [InlineData("/products/_search")]
    [InlineData("/_bulk")]
    [InlineData("/products/_doc")]
    public async Task Request_ChunkSizeThatOverflows_IsRefused(string target)
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync(
            $"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        await sidecar.AssertInnocentIsServedAsync();
        Assert.DoesNotContain(sidecar.Arrived(), request => request.IsComplete);
    }

    [Fact]
    public async Task Request_BodyThatLooksLikeARequest_StaysABody()
    {
        await using var sidecar = await RawSidecar.StartAsync();

        await sidecar.ExchangeAsync($"POST /i/_count HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {Smuggled.Length}\r\n\r\n{Smuggled}");
        await sidecar.ExchangeAsync($"GET /i/_count HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {Smuggled.Length}\r\n\r\n{Smuggled}");

        await sidecar.AssertInnocentIsServedAsync();
        Assert.Equal([Smuggled, Smuggled], sidecar.Arrived().Select(request => request.Body));
    }

    [Fact]
    public async Task Requests_OneAfterTheOtherWithoutWaiting_AreAnsweredInTheirOrder()
    {
        await using var sidecar = await RawSidecar.StartAsync();

        var answer = await sidecar.ExchangeAsync(
            "GET /first HTTP/1.1\r\nHost: x\r\n\r\nPOST /second HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\naGET /third HTTP/1.1\r\nHost: "
                + "x\r\nConnection: close\r\n\r\n");

        Assert.Matches("(?s)/first.*/second.*/third$", answer);
        Assert.Equal(["/first", "/second", "/third"], sidecar.Arrived().Select(request => request.Target));
    }
}
