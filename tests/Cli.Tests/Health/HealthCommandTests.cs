using System.Net;
using System.Net.Sockets;
using System.Text;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Health;

public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("200 OK", """{"status":"ready","upstream":"reachable"}""", 0)]
    [InlineData("503 Service Unavailable", """{"status":"draining","upstream":"reachable"}""", 1)]
    [InlineData("200 OK", """{"cluster_name":"docker","status":"green"}""", 1)]
    [InlineData("200 OK", "<html>", 1)]
    [InlineData("404 Not Found", "", 1)]
    public async Task Health_EachAnswer_BecomesAnExitCode(string status, string body, int exitCode)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answered = AnswerAsync(server, status, body, TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, await RunAsync("health", "--url", $"http://{server.LocalEndpoint}"));
        Assert.StartsWith("GET /_twinbert/health/ready HTTP/1.1", await answered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_NobodyThere_IsNotReady()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var url = $"http://{server.LocalEndpoint}";
        server.Stop();

        Assert.Equal(1, await RunAsync("health", "--live", "--url", url));
    }

    [Fact]
    public async Task Health_UrlThatIsNone_IsRefused() => Assert.Equal(2, await RunAsync("health", "--url", "localhost"));

    private static Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(arguments);

    private static async Task<string> AnswerAsync(TcpListener server, string status, string body, CancellationToken cancellationToken)
    {
        using var connection = await server.AcceptTcpClientAsync(cancellationToken);
        var buffer = new byte[4096];
        var length = await connection.GetStream().ReadAsync(buffer, cancellationToken);
        await connection
            .GetStream()
            .WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), cancellationToken);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
