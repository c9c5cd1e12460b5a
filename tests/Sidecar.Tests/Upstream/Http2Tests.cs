using System.Net;
using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

/// <summary>Clients that begin with HTTP/2, without TLS.</summary>
public sealed class Http2Tests
{
    private const int LargeBytes = 16 << 20;
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    [Theory]
    [InlineData("GET", "/%3Clogs-%7Bnow%2Fd%7D%3E/_search?a=1+2;b&&c=%2F&c=")]
    [InlineData("HEAD", "/products/_doc/a%2Fb")]
    [InlineData("OPTIONS", "/x/../y//z")]
    public async Task Forward_OverHttp2_KeepsMethodAndTarget(string method, string target)
    {
        await using var fixture = await StartAsync();

        using var answer = await SendAsync(fixture, method, target);

        Assert.Equal((method, target, HttpVersion.Version20), (fixture.Upstream.Last.Method, fixture.Upstream.Last.Target, answer.Version));
        Assert.Equal(fixture.Upstream.Url.Authority, fixture.Upstream.Last.Headers["Host"]);
    }

    [Fact]
    public async Task Forward_OverHttp2_HasHeadersOfTheEngineButNoneOfItsConnection()
    {
        await using var fixture = await StartAsync();
        fixture.Upstream.Answer = async context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers["Warning"] = new(["299 a", "299 b"]);
            context.Response.Headers.Connection = "close";
            await context.Response.WriteAsync("{}");
        };

        using var answer = await SendAsync(fixture, "GET", "/a", null, ("TE", "trailers"));

        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((429, null, false), ((int)answer.StatusCode, answer.Headers.TransferEncodingChunked, answer.Headers.Contains("Connection")));
        Assert.Equal(["299 a", "299 b"], answer.Headers.GetValues("Warning"));
    }

    [Fact]
    public async Task Forward_OverHttp2_HasTheEnginesTrailers()
    {
        await using var sidecar = await RawSidecar.StartAsync(WithHttp2);
        sidecar.Upstream.Answer = async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Sum: 2\r\n\r\n"u8.ToArray());
            return true;
        };
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var answer = await client.GetAsync(new Uri(sidecar.Host.Http2Url!, "/a"), TestContext.Current.CancellationToken);

        Assert.Equal(
            ("{}", "2"),
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.TrailingHeaders.GetValues("X-Sum").Single()));
    }

    [Fact]
    public async Task Forward_LargeBodiesOverHttp2_ArriveWhole()
    {
        await using var fixture = await StartAsync();
        // An engine reads a request to its end before it answers.
        fixture.Upstream.Answer = async context => await context.Response.Body.WriteAsync(await SeenRequest.ReadAsync(context));
        var body = new byte[LargeBytes];
        new Random(7).NextBytes(body);

        using var answer = await SendAsync(fixture, "POST", "/i/_count", new ByteArrayContent(body));

        var arrived = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(body.AsSpan().SequenceEqual(arrived));
    }

    [Fact]
    public async Task Forward_StreamResetByTheClient_EndsTheRequestUpstream()
    {
        await using var fixture = await StartAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Answer = context =>
        {
            context.RequestAborted.Register(ended.SetResult);
            begun.SetResult();
            return ended.Task;
        };
        using var hangUp = new CancellationTokenSource();
        using var request = Request(fixture, "GET", "/a");

        var answer = fixture.Client.SendAsync(request, hangUp.Token);
        await begun.Task;
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Forward_LongHeaderOverHttp2_IsForTheEngineToJudge()
    {
        await using var fixture = await StartAsync();

        using var answer = await SendAsync(fixture, "GET", "/a", null, ("X-Long", new string('a', 40_000)));

        Assert.Equal((HttpStatusCode.OK, 40_000), (answer.StatusCode, fixture.Upstream.Last.Headers["X-Long"].Length));
    }

    [Fact]
    public async Task Search_OverHttp2_IsSeenAsOverHttp11()
    {
        await using var fixture = await StartAsync();

        using var answer = await SendAsync(
            fixture,
            "POST",
            "/products/_search",
            SearchRerankTests.Json("""{"query":{"match":{"title":"red"}},"sort":["n"]}"""));

        Assert.Equal("skipped; reason=sort", answer.Headers.GetValues("X-TwinBert").Single());
    }

    [Fact]
    public async Task Listen_WithHttp2BesideIt_StaysHttp11()
    {
        await using var fixture = await StartAsync();

        using var answer = await fixture.SendAsync("GET", "/a");

        Assert.Equal(HttpVersion.Version11, answer.Version);
        Assert.NotEqual(fixture.Host.Url, fixture.Host.Http2Url);
    }

    private static Task<SidecarFixture> StartAsync() =>
        SidecarFixture.StartAsync(WithHttp2);

    private static Sidecar.Hosting.SidecarSettings WithHttp2(Sidecar.Hosting.SidecarSettings settings) =>
        settings with { Options = settings.Options with { ListenHttp2 = "http://127.0.0.1:0" } };

    private static async Task<HttpResponseMessage> SendAsync(
        SidecarFixture fixture,
        string method,
        string target,
        HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        using var request = Request(fixture, method, target);
        request.Content = content;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await fixture.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static HttpRequestMessage Request(SidecarFixture fixture, string method, string target) =>
        new(new HttpMethod(method), new Uri(fixture.Host.Http2Url!.GetLeftPart(UriPartial.Authority) + target, Verbatim))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
}
