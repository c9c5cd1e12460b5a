using TwinBert.LoadBench.Servers;

namespace TwinBert.LoadBench.Forwarding;

/// <summary>One way to the upstream.</summary>
internal sealed class ForwardingWay(string name, Uri url, ServerProcess? server) : IDisposable
{
    public string Name => name;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url };

    /// <summary>The proxy's processor time so far; none on the direct way.</summary>
    public TimeSpan ProcessorTime => server?.ProcessorTime ?? TimeSpan.Zero;

    public void Dispose()
    {
        Client.Dispose();
        server?.Dispose();
    }
}
