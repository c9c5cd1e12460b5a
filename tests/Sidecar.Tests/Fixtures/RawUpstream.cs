using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TwinBert.TestKit.Encoders;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>
/// An engine down to its bytes: reads requests by the letter, keeps them, and writes what a test says, to the connection itself. To the sidecar's own
/// questions (who it is, whether an index is ready, how it analyses its fields) it answers like an engine.
/// </summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    public RawUpstream()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Every request but the sidecar's own, in order of arrival.</summary>
    public ConcurrentQueue<RawRequest> Seen { get; } = new();

    /// <summary>Answers a request; says whether the connection stays open. By default the answer is the request's target.</summary>
    public Func<RawRequest, NetworkStream, Task<bool>> Answer { get; set; } = async (request, stream) =>
    {
        await stream.WriteAsync(Ok(request.Target));
        return true;
    };

    /// <summary>A complete answer.</summary>
    public static byte[] Ok(string body) => Bytes("200 OK", body);

    private static byte[] Bytes(string status, string body) =>
        Encoding.Latin1.GetBytes(
            $"HTTP/1.1 {status}\r\nX-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\ncontent-length: "
                + $"{Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    /// <summary>Ends a connection so that the other side has an error and not an end.</summary>
    public static void Reset(NetworkStream stream) => stream.Socket.Close(0);

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync(_end.Token);
            _connections.Add(Task.Run(() => ServeAsync(socket)));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await RawRequest.ReadAsync(stream, _end.Token) is { } request)
            {
                if (Own(request) is { } own)
                {
                    await stream.WriteAsync(Ok(own));
                    continue;
                }

                if (request is { IsComplete: true, Method: "GET", Target: "/_security/user/_privileges" })
                {
                    await stream.WriteAsync(Bytes("400 Bad Request", """{"error":"no handler found for uri"}"""));
                    continue;
                }

                Seen.Enqueue(request);
                if (!request.IsComplete || !await Answer(request, stream))
                {
                    return;
                }
            }
        }
        catch (IOException)
        {
            // The other side hung up.
        }
    }

    private static string? Own(RawRequest request) => request is not { IsComplete: true, Method: "GET" } ? null
        : request.Target == "/" ? """{"version":{"number":"8.19.8"},"tagline":"You Know, for Search"}"""
        : request.Target.StartsWith("/products?filter_path", StringComparison.Ordinal) ? Ingest.ScriptedIndex.Mapping(new HashEncoder().Dimensions)
        : request.Target.Contains("/_settings?filter_path=", StringComparison.Ordinal) ? "{}"
        : null;
}
