using System.Net.Sockets;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Hostile;

/// <summary>Connections that are meant to be held for nothing: others are served meanwhile, and what they took comes back.</summary>
[Collection(Alone.Name)]
public sealed class ConnectionTests
{
    private const int Idle = 2_000;
    private const string Descriptors = "/proc/self/fd";
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Connections_IdleByTheThousand_LeaveRoomForOthersAndGiveBackTheirDescriptors()
    {
        Assert.SkipUnless(Directory.Exists(Descriptors), "Descriptors are counted in /proc, which this system has not.");
        await using var sidecar = await RawSidecar.StartAsync();
        await sidecar.AssertInnocentIsServedAsync();
        var before = CountDescriptors();
        var connections = new List<RawConnection>();
        for (var i = 0; i < Idle; i++)
        {
            var connection = await RawConnection.OpenAsync(sidecar.Host.Url);
            connections.Add(connection);

            // Some say nothing, some begin a head, some begin a body.
            await connection.WriteAsync(
                (i % 3) switch
                {
                    0 => "",
                    1 => "GET /slow HTTP/1.1\r\nHost: x\r\nX: ",
                    _ => "POST /slow/_count HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
                });
        }

        await sidecar.AssertInnocentIsServedAsync();
        connections.ForEach(connection => connection.Dispose());

        // Both ends are in this process.
        await WaitAsync(() => CountDescriptors() < before + (Idle / 10));
        await sidecar.AssertInnocentIsServedAsync();
    }

    [Fact]
    public async Task Client_ThatDoesNotRead_HoldsTheEngineBackInBoundedMemory()
    {
        await using var sidecar = await RawSidecar.StartAsync();
        var innocent = sidecar.Upstream.Answer;
        long written = 0;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sidecar.Upstream.Answer = async (request, stream) =>
        {
            if (request.Target != "/i/_large")
            {
                return await innocent(request, stream);
            }

            try
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n"u8.ToArray());
                for (var block = new byte[64 << 10]; ; written += block.Length)
                {
                    await stream.WriteAsync(block);
                }
            }
            finally
            {
                over.SetResult();
            }
        };
        var client = await RawConnection.OpenAsync(sidecar.Host.Url);
        await client.WriteAsync("GET /i/_large HTTP/1.1\r\nHost: x\r\n\r\n");

        await CalmAsync(() => Interlocked.Read(ref written));
        Assert.InRange(Interlocked.Read(ref written), 1, 32 << 20);
        await sidecar.AssertInnocentIsServedAsync();

        client.Dispose();
        await over.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("/i/_import")]
    [InlineData("/products/_bulk")]
    public async Task Engine_ThatDoesNotRead_HoldsTheClientBackInBoundedMemory(string target)
    {
        using var deaf = new DeafUpstream();
        await using var host = await Sidecar.Hosting.SidecarHost.StartAsync(SidecarFixture.Settings(deaf.Url), TestContext.Current.CancellationToken);
        using var connection = new TcpClient(host.Url.Host, host.Url.Port);
        long written = 0;
        using var end = new CancellationTokenSource();

        var writing = Task.Run(async () =>
        {
            var sending = connection.GetStream();
            await sending.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes(
                    $"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000000000\r\n\r\n"),
                end.Token);
            for (var block = System.Text.Encoding.ASCII.GetBytes(
                string.Concat(Enumerable.Repeat("{\"index\":{\"_index\":\"other\"}}\n{\"a\":1}\n", 1_000))); ; Interlocked.Add(ref written, block.Length))
            {
                await sending.WriteAsync(block, end.Token);
            }
        }, TestContext.Current.CancellationToken);
        await CalmAsync(() => Interlocked.Read(ref written));

        Assert.InRange(Interlocked.Read(ref written), 1, 32 << 20);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    private static int CountDescriptors() => Directory.EnumerateFileSystemEntries(Descriptors).Count();

    private static async Task WaitAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a number has come and grows no more.</summary>
    private static async Task CalmAsync(Func<long> count)
    {
        for (long before = 0; count() == 0 || count() != before;)
        {
            before = count();
            await Task.Delay(Calm, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Takes connections, and reads nothing from them.</summary>
    private sealed class DeafUpstream : IDisposable
    {
        private readonly TcpListener _listener = new(System.Net.IPAddress.Loopback, 0);

        public DeafUpstream() => _listener.Start();

        public Uri Url => new($"http://127.0.0.1:{((System.Net.IPEndPoint)_listener.LocalEndpoint).Port}");

        public void Dispose() => _listener.Stop();
    }
}
