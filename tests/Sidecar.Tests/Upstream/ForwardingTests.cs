using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

public sealed class ForwardingTests
{
    [Theory]
    [InlineData("/a%2Fb/_doc/1")]
    [InlineData("/%3Clogs-%7Bnow%2Fd%7D%3E/_count")]
    [InlineData("/a+b/_doc/x%20y;z?q=a+b&q=a%20b")]
    [InlineData("/i/_count?empty=&flag&empty=&r=1&r=2&r=1")]
    [InlineData("/i/../j/./_count//x?a=/../b")]
    [InlineData("/caf%C3%A9/%e9/_doc/%25?routing=%E2%82%AC#kept")]
    [InlineData("//double/_count?")]
    public async Task Forward_AnyTarget_ArrivesByteForByte(string target)
    {
        await using var fixture = await SidecarFixture.StartAsync();

        (await fixture.SendAsync("GET", target)).Dispose();

        Assert.Equal(target, fixture.Upstream.Last.Target);
    }

    [Fact]
    public async Task Forward_Headers_AllButHopByHopAndOursArrive()
    {
        await using var fixture = await SidecarFixture.StartAsync();

        (await fixture.SendAsync("GET", "/i/_count", null,
            (
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "a=b"), ("baggage", "k=v"), ("X-Opaque-Id", "me"),
                ("Authorization", "ApiKey abc"),
            ("es-security-runas-user", "jo"), ("Cookie", "a=b; c=d"), (
                "Accept",
                "application/vnd.elasticsearch+json;compatible-with=8"), ("X-TwinBert", "off"), ("x-twinbert-window", "5"))).Dispose();

        var seen = fixture.Upstream.Last.Headers;
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", seen["traceparent"]);
        Assert.Equal(("a=b", "k=v", "me"), (seen["tracestate"], seen["baggage"], seen["X-Opaque-Id"]));
        Assert.Equal(("ApiKey abc", "jo", "a=b; c=d"), (seen["Authorization"], seen["es-security-runas-user"], seen["Cookie"]));
        Assert.Equal("application/vnd.elasticsearch+json;compatible-with=8", seen["Accept"]);
        Assert.Equal(fixture.Upstream.Url.Authority, seen["Host"]);
        Assert.DoesNotContain(
            seen.Keys,
            name => name.StartsWith("X-TwinBert", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(9, seen.Count);
    }

    [Fact]
    public async Task Forward_ResponseHeaders_ArriveWithRepetitionsStatusAndReason()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = async context =>
        {
            context.Response.StatusCode = 299;
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>()!.ReasonPhrase = "Fine So Far";
            context.Response.Headers["Warning"] = new(["299 a \"one\"", "299 a \"two\""]);
            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
            context.Response.Headers.Date = "Tue, 01 Jan 2030 00:00:00 GMT";
            context.Response.ContentType = "application/vnd.elasticsearch+json;compatible-with=8";
            await context.Response.WriteAsync("{}");
        };
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);

        await connection.WriteAsync("GET /i/_count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 299 Fine So Far\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Warning: 299 a \"one\"\r\nWarning: 299 a \"two\"\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("X-Elastic-Product: Elasticsearch\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/vnd.elasticsearch+json;compatible-with=8\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(2, answer.Split("Date: ").Length);
        Assert.Contains("Date: Tue, 01 Jan 2030", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Server:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_Head_KeepsContentLengthWithoutBody()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = context =>
        {
            context.Response.ContentLength = 1234;
            return Task.CompletedTask;
        };

        using var answer = await fixture.SendAsync("HEAD", "/i");

        Assert.Equal(1234, answer.Content.Headers.ContentLength);
        Assert.Equal("HEAD", fixture.Upstream.Last.Method);
    }

    [Fact]
    public async Task Forward_Redirect_IsTheClientsBusiness()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };

        using var answer = await fixture.SendAsync("GET", "/i");

        Assert.Equal((HttpStatusCode.Redirect, "/elsewhere"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Single(fixture.Upstream.Seen);
    }

    [Fact]
    public async Task Forward_CompressedAnswer_PassesAsItCame()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        byte[] compressed = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3];
        fixture.Upstream.Answer = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(compressed);
        };

        using var answer = await fixture.SendAsync("GET", "/i/_stats", null, ("Accept-Encoding", "gzip"));

        Assert.Equal(compressed, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("gzip", fixture.Upstream.Last.Headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task Forward_NonAsciiHeaderBytes_PassBothWays()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);
        fixture.Upstream.Answer = context =>
        {
            context.Response.Headers["X-Plain"] = "ok";
            return Task.CompletedTask;
        };

        await connection.WriteAsync("GET /i HTTP/1.1\r\nHost: x\r\nX-Opaque-Id: caf\u00c3\u00a9\r\nConnection: close\r\n\r\n");
        var answer = await connection.ReadToEndAsync();

        Assert.Contains("X-Plain: ok", answer, StringComparison.Ordinal);
        Assert.Equal("café", fixture.Upstream.Last.Headers["X-Opaque-Id"]);
    }

    [Fact]
    public async Task Forward_UpgradeToHttp2_IsServedWithoutIt()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json("""{"count":1}""");
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);

        await connection.WriteAsync(
            "POST /i/_count HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: "
                + "AAMAAABkAAQCAAAAAAIAAAAA\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}");
        var head = await connection.ReadUntilAsync("\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_HeadThatAnEngineMayRefuse_GetsAConnectionOfItsOwn()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Headers.ContainsKey("X-Large") ? 400 : 200;
            return context.Response.WriteAsync("{}");
        };

        (await fixture.SendAsync("GET", "/i/_count", null, ("X-Large", new string('a', 7_000)))).Dispose();
        (await fixture.SendAsync("GET", "/i/_count?" + new string('q', 4_000))).Dispose();
        (await fixture.SendAsync("GET", "/i/_count")).Dispose();

        Assert.Equal(3, fixture.Upstream.Seen.Select(request => request.ConnectionId).Distinct().Count());
        Assert.Equal(["close", "close", ""], fixture.Upstream.Seen.Select(request => request.Headers.GetValueOrDefault("Connection", "")));
    }

    [Fact]
    public async Task Forward_EmptyPost_KeepsItsLengthOfZero()
    {
        await using var fixture = await SidecarFixture.StartAsync();

        (await fixture.SendAsync("POST", "/i/_refresh", new ByteArrayContent([]))).Dispose();

        Assert.Equal("0", fixture.Upstream.Last.Headers["Content-Length"]);
    }

    [Fact]
    public async Task Forward_GetWithBody_ArrivesWithItsBodyAndType()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = context => fixture.Upstream.Last.KeepBodyAsync(context);

        (await fixture.SendAsync(
            "GET",
            "/i/_count",
            new StringContent("""{ "query" : {"match_all":{}}}""", Encoding.UTF8, "application/vnd.elasticsearch+json"))).Dispose();

        Assert.Equal("""{ "query" : {"match_all":{}}}""", fixture.Upstream.Last.Text);
        Assert.Equal("application/vnd.elasticsearch+json; charset=utf-8", fixture.Upstream.Last.Headers["Content-Type"]);
        Assert.Equal("29", fixture.Upstream.Last.Headers["Content-Length"]);
    }
}
