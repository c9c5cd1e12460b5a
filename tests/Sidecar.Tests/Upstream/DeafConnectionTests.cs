using System.Net;
using System.Net.Sockets;
using System.Text;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

/// <summary>What one request leaves of its connection to the engine is not another's to suffer from.</summary>
public sealed class DeafConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/products/_doc/1")]
    public async Task Forward_AfterAHeadThatTheEngineRefused_IsAnswered(string target)
    {
        using var engine = new TcpListener(IPAddress.Loopback, 0);
        engine.Start();
        var serving = ServeAsync(engine);
        var url = $"http://127.0.0.1:{((IPEndPoint)engine.LocalEndpoint).Port}";
        await using var fixture = await SidecarFixture.StartAsync(
            settings => settings with { Options = settings.Options with { Upstream = new() { Url = url } } });

        for (var i = 0; i < 3; i++)
        {
            using var refused = await fixture.SendAsync("GET", target, null, ("X-Large", new string('a', 20_000))).WaitAsync(Patience, Cancellation);
            using var next = await fixture.SendAsync("GET", target).WaitAsync(Patience, Cancellation);

            Assert.Equal((400, 200), ((int)refused.StatusCode, (int)next.StatusCode));
        }

        engine.Stop();
        await serving;
    }

    [Theory]
    [InlineData("200-ok")]
    [InlineData("100-continue, 200-ok")]
    public async Task Forward_ExpectationThatNobodyKnows_IsAnsweredHere(string expectation)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        using var connection = await RawConnection.OpenAsync(fixture.Host.Url);

        await connection.WriteAsync($"POST /i/_count HTTP/1.1\r\nHost: x\r\nExpect: {expectation}\r\nContent-Length: 2\r\n\r\n{{}}");
        var head = await connection.ReadUntilAsync("\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n", head, StringComparison.Ordinal);
        Assert.Empty(fixture.Upstream.Seen);
    }

    // As Elasticsearch: a head over 16 KB is answered, the connection is offered for reuse, and nothing on it is ever answered again.
    private static async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(Cancellation));
            }
        }
        catch (SocketException)
        {
            // Stopped.
        }
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var isDeaf = false;
            var buffer = new byte[1 << 16];
            for (var read = await stream.ReadAsync(buffer); read > 0; read = await stream.ReadAsync(buffer))
            {
                head.Append(Encoding.Latin1.GetString(buffer, 0, read));
                if (isDeaf || !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    continue;
                }

                isDeaf = head.Length > 16 << 10;
                head.Clear();
                await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {(isDeaf ? "400 Bad Request" : "200 OK")}\r\nContent-Length: 2\r\n\r\n{{}}"));
            }
        }
    }
}
