using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TwinBert.Search.Tests.Cluster;

/// <summary>Takes one connection after another, answers each request with the same bytes and closes; keeps the head and body of the last request.</summary>
internal sealed class OneAnswerServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string? _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _loop;

    /// <param name="answer">The whole response; null closes without one.</param>
    /// <param name="certificate">Serves TLS with it.</param>
    public OneAnswerServer(string? answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _loop = ServeAsync();
    }

    public string Request { get; private set; } = "";

    /// <summary>The host name that the last client asked for over TLS.</summary>
    public string? ServerName { get; private set; }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public static string Answer(string status, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}Connection: "
            + $"close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client);
            }
            catch (Exception e) when (
                e is OperationCanceledException or IOException or SocketException or ObjectDisposedException
                    or System.Security.Authentication.AuthenticationException)
            {
                // The client under test hung up, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        if (_certificate is not null)
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(_certificate);
            ServerName = tls.TargetHostName;
            stream = tls;
        }

        var buffer = new byte[65536];
        var read = await stream.ReadAsync(buffer, _stop.Token);
        Request = Encoding.UTF8.GetString(buffer, 0, read);
        while (!Complete(Request) && (read = await stream.ReadAsync(buffer, _stop.Token)) > 0)
        {
            Request += Encoding.UTF8.GetString(buffer, 0, read);
        }

        if (_answer is not null)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer), _stop.Token);
            await stream.FlushAsync(_stop.Token);
        }
    }

    private static bool Complete(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null || request.Length - end - 4 >= int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
