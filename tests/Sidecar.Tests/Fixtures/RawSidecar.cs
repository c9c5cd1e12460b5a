using System.Text;
using TwinBert.Sidecar.Hosting;
using Xunit;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A sidecar between bytes that a test writes and an upstream that reads them by the letter.</summary>
internal sealed class RawSidecar : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private int _innocents;

    private RawSidecar(RawUpstream upstream, SidecarHost host) => (Upstream, Host) = (upstream, host);

    public RawUpstream Upstream { get; }

    public SidecarHost Host { get; }

    public static async Task<RawSidecar> StartAsync(Func<SidecarSettings, SidecarSettings>? change = null)
    {
        var upstream = new RawUpstream();
        var settings = SidecarFixture.Settings(upstream.Url);
        return new(upstream, await SidecarHost.StartAsync(change?.Invoke(settings) ?? settings, TestContext.Current.CancellationToken));
    }

    /// <summary>Writes bytes on a connection of their own and reads all that comes back until the sidecar closes it.</summary>
    /// <param name="text">The bytes, a character each.</param>
    /// <param name="hangsUp">Whether the client says that nothing more will come, which a server takes for the end of its interest.</param>
    public async Task<string> ExchangeAsync(string text, bool hangsUp = false)
    {
        using var connection = await RawConnection.OpenAsync(Host.Url);
        await connection.WriteAsync(Encoding.Latin1.GetBytes(text), hangsUp);
        return await connection.ReadToEndAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks something harmless, and must be answered just that: what others sent before must not have stayed in a connection.</summary>
    public async Task AssertInnocentIsServedAsync()
    {
        var target = $"/innocent/{Interlocked.Increment(ref _innocents)}";
        var answer = await ExchangeAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + target, answer, StringComparison.Ordinal);
    }

    /// <summary>The requests that arrived, but the harmless ones; each of them well-formed.</summary>
    public IReadOnlyList<RawRequest> Arrived()
    {
        Assert.All(Upstream.Seen, request => Assert.Null(request.Violation));
        return [.. Upstream.Seen.Where(request => !request.Target.StartsWith("/innocent/", StringComparison.Ordinal))];
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
