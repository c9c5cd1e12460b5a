using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

public sealed class UpstreamFailureTests
{
    [Fact]
    public async Task Forward_NobodyListens_Answers502InTheEnginesShape()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        await fixture.Upstream.DisposeAsync();

        using var answer = await fixture.SendAsync("GET", "/_cluster/health");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(502, body.RootElement.GetProperty("status").GetInt32());
        Assert.Equal("upstream_unreachable_exception", body.RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains(fixture.Upstream.Url.Authority, body.RootElement.GetProperty("error").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "Upstream:Url",
            body.RootElement.GetProperty("error").GetProperty("root_cause")[0].GetProperty("reason").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_EngineHangsUpWithoutAnswer_AnswersBadGatewayAndDoesNotSendAWriteTwice()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = async context =>
        {
            await SeenRequest.ReadAsync(context);
            context.Abort();
        };

        using var answer = await fixture.SendAsync("POST", "/i/_doc", new StringContent("{}"));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Single(fixture.Upstream.Seen);
    }

    [Theory]
    [InlineData("POST /i/_count HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /i/_count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /i/_count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /i/_count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /i/_count HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /i/_count HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}")]
    [InlineData("GET /i/_count HTTP/1.1\r\n\r\n")]
    [InlineData("GET /i/_count HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    public async Task Forward_AmbiguousFraming_IsRefusedAndNothingIsSent(string request)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);

        await connection.WriteAsync(request);

        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadUntilAsync("\r\n"), StringComparison.Ordinal);
        Assert.Empty(fixture.Upstream.Seen);
    }

    [Fact]
    public async Task Forward_ChunkSizeThatOverflows_IsNotPassedOnAsAWholeRequest()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var complete = false;
        fixture.Upstream.Answer = async context =>
        {
            await SeenRequest.ReadAsync(context);
            complete = true;
        };
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);

        await connection.WriteAsync("POST /i/_count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadUntilAsync("\r\n"), StringComparison.Ordinal);
        Assert.False(complete);
    }
}
