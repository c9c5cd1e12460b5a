using System.Net;
using System.Net.Sockets;
using System.Text;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

/// <summary>An engine that does not want the rest of a request answers and hangs up.</summary>
public sealed class EarlyAnswerTests
{
    private const string Answer = "HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 2\r\n\r\n{}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/i/_count")]
    [InlineData("/products/_bulk")]
    public async Task Forward_EngineAnswersAndHangsUp_ItsAnswerArrives(string target)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(target, Answer));
        }
    }

    [Fact]
    public async Task Forward_EngineHangsUpWithoutAnAnswer_IsABadGateway() => Assert.Equal(HttpStatusCode.BadGateway, await SendAsync("/i/_count", ""));

    private static async Task<HttpStatusCode> SendAsync(string target, string answer)
    {
        using var engine = new TcpListener(IPAddress.Loopback, 0);
        engine.Start();
        var serving = ServeAsync(engine, answer);
        var url = $"http://127.0.0.1:{((IPEndPoint)engine.LocalEndpoint).Port}";
        await using var fixture = await SidecarFixture.StartAsync(
            settings => settings with { Options = settings.Options with { Upstream = new() { Url = url } } });
        using var body = new StreamContent(new EndlessLines(30 << 20));
        body.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");

        using var response = await fixture.SendAsync("POST", target, body, ("Transfer-Encoding", "chunked"));

        await serving;
        return response.StatusCode;
    }

    // What is left unread when a connection is closed makes it break at the other end.
    private static async Task ServeAsync(TcpListener engine, string answer)
    {
        using var client = await engine.AcceptTcpClientAsync(Cancellation);
        await client.GetStream().ReadExactlyAsync(new byte[100_000], Cancellation);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer), Cancellation);
    }

    /// <summary>Lines that no index is configured for, without a length.</summary>
    private sealed class EndlessLines(int length) : MemoryStream
    {
        private static readonly byte[] Line = Encoding.Latin1.GetBytes("{\"delete\":{\"_index\":\"other\",\"_id\":\"1\"}}\n");
        private int _at;

        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, length - _at);
            for (var i = 0; i < count; i++)
            {
                buffer[i] = Line[(_at + i) % Line.Length];
            }

            _at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
    }
}
