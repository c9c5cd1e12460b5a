using System.Net;
using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

public sealed class StreamingTests
{
    private const int Block = 64 << 10;

    [Fact]
    public async Task Forward_ChunkedRequest_StreamsWhileTheClientIsStillSending()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Answer = async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[Block / 2]);
            first.SetResult();
            await context.Response.WriteAsync(System.Text.Encoding.ASCII.GetString(await SeenRequest.ReadAsync(context)));
        };
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);

        await connection.WriteAsync(
            $"POST /i/_count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{Block:x}\r\n{new string('a', Block)}\r\n");
        await first.Task;
        await connection.WriteAsync("6\r\nsecond\r\n0\r\n\r\n");

        Assert.Contains("second", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("chunked", fixture.Upstream.Last.Headers["Transfer-Encoding"]);
    }

    [Fact]
    public async Task Forward_Response_StreamsWhileTheEngineIsStillAnswering()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Answer = async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await mayEnd.Task;
            await context.Response.WriteAsync("second");
        };

        using var answer = await fixture.SendAsync("GET", "/i/_stats");
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[5];
        await body.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        mayEnd.SetResult();
        using var rest = new StreamReader(body);

        Assert.Equal("first", System.Text.Encoding.ASCII.GetString(buffer));
        Assert.Equal("second", await rest.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Forward_Expect100Continue_AsksTheClientOnlyWhenTheEngineReads()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = async context => await context.Response.WriteAsync("got " + (await SeenRequest.ReadAsync(context)).Length);
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);

        await connection.WriteAsync("PUT /i/_settings HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n");
        var interim = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.WriteAsync("body");

        Assert.StartsWith("HTTP/1.1 100 Continue", interim, StringComparison.Ordinal);
        Assert.EndsWith("got 4\r\n0\r\n\r\n", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_Expect100ContinueRefused_TheRefusalArrivesAndNoBodyIsAskedFor()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = context =>
        {
            context.Response.StatusCode = 413;
            return context.Response.WriteAsync("too large");
        };
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);

        await connection.WriteAsync("PUT /i/_settings HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 200000000\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_ClientHangsUp_CancelsUpstream()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Answer = async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            arrived.SetResult();
            await aborted.Task;
        };
        var connection = await RawConnection.OpenAsync(fixture.Host.Url);
        await connection.WriteAsync("GET /i/_count HTTP/1.1\r\nHost: x\r\n\r\n");
        await arrived.Task;

        connection.Dispose();

        await aborted.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(aborted.Task.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forward_EngineCutOffMidBody_TheClientSeesACutAnswerToo(bool withLength)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = async context =>
        {
            context.Response.ContentLength = withLength ? 100_000 : null;
            await context.Response.WriteAsync("some of it");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var answer = await fixture.SendAsync("GET", "/i/_stats");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        });
    }
}
