using TwinBert.LoadBench.Servers;

namespace TwinBert.LoadBench.Forwarding;

/// <summary>The upstream and the ways to it, each proxy in a process of its own.</summary>
internal sealed class ForwardingSetup : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-nginx-");
    private readonly ServerProcess _upstream;

    private ForwardingSetup(ServerProcess upstream) => _upstream = upstream;

    public List<ForwardingWay> Ways { get; } = [];

    public static async Task<ForwardingSetup> StartAsync(CancellationToken cancellationToken)
    {
        var upstream = await ServerProcess.StartAsync("upstream", cancellationToken);
        var setup = new ForwardingSetup(upstream);
        setup.Ways.Add(new("direct", upstream.Url, null));
        setup.Add("nginx", await NginxServer.StartAsync(upstream.Url, setup._folder.FullName, cancellationToken));
        setup.Add("YARP alone", await ServerProcess.StartAsync("yarp", cancellationToken, upstream.Url.ToString()));
        setup.Add("sidecar", await ServerProcess.StartAsync("sidecar", cancellationToken, upstream.Url.ToString()));
        return setup;
    }

    public void Dispose()
    {
        Ways.ForEach(way => way.Dispose());
        _upstream.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Add(string name, ServerProcess server) => Ways.Add(new(name, server.Url, server));
}
