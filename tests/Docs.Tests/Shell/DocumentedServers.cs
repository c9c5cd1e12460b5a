using TwinBert.Client;
using TwinBert.DevNode.Hosting;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Docs.Tests.Shell;

/// <summary>What stands behind the URLs of the documentation: an engine on 9200, a sidecar on 9210, and the sample shop in the index <c>products</c>.</summary>
public sealed class DocumentedServers : IAsyncLifetime
{
    private DevNodeHost? _engine;
    private SidecarHost? _sidecar;
    private SidecarHost? _administered;

    internal HttpClient Client { get; } = new(new TwinBertHandler(new SocketsHttpHandler()));

    public async ValueTask InitializeAsync()
    {
        _engine = await DevNodeHost.StartAsync(new DevNodeOptions(), CancellationToken.None);
        _sidecar = await SidecarHost.StartAsync(
            HashingSidecar.Settings(_engine.Url, new() { ["products*"] = new() { TextFields = ["title", "text"] } }, typicalSimilarity: 0.2f),
            CancellationToken.None);
        var settings = HashingSidecar.Settings(_engine.Url, new() { ["products*"] = new() { TextFields = ["title", "text"] } });
        _administered = await SidecarHost.StartAsync(
            settings with { Options = settings.Options with { Admin = new() { Listen = "http://127.0.0.1:0" } } }, CancellationToken.None);
        var load = await Cli.CommandLine.CreateRoot()
            .Parse(["load", RepositoryFolder.PathOf("samples", "catalogue"), "--index", "products", "--url", _sidecar.Url.ToString()])
            .InvokeAsync();
        Assert.Equal(0, load);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await (_sidecar?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_administered?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_engine?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>The server that a documented URL means; <see langword="null"/> when there is none.</summary>
    internal Uri? Find(Uri documented) => documented.Port switch
    {
        9210 => _sidecar!.Url,
        9211 => _administered!.AdminUrl,
        9200 => _engine!.Url,
        _ => null,
    };
}
