using TwinBert.Client;
using TwinBert.Configuration;
using TwinBert.DevNode.Hosting;
using TwinBert.Model.Crossing;
using TwinBert.Sidecar.Hosting;
using TwinBert.TestKit;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Docs.Tests.Shell;

/// <summary>What stands behind the URLs of the documentation: an engine on 9200, a sidecar on 9210, and the sample shop in the index <c>products</c>.</summary>
public sealed class DocumentedServers : IAsyncLifetime
{
    private DevNodeHost? _engine;
    private SidecarHost? _sidecar;

    internal HttpClient Client { get; } = new(new TwinBertHandler(new SocketsHttpHandler()));

    public async ValueTask InitializeAsync()
    {
        _engine = await DevNodeHost.StartAsync(new DevNodeOptions(), CancellationToken.None);
        _sidecar = await SidecarHost.StartAsync(Settings(_engine.Url), CancellationToken.None);
        var load = await Cli.CommandLine.CreateRoot().Parse(["load", RepositoryFolder.PathOf("samples", "catalogue"), "--index", "products", "--url", _sidecar.Url.ToString()]).InvokeAsync();
        Assert.Equal(0, load);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await (_sidecar?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_engine?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>The server that a documented URL means; <see langword="null"/> when there is none.</summary>
    internal Uri? Find(Uri documented) => documented.Port switch
    {
        9210 => _sidecar!.Url,
        9200 => _engine!.Url,
        _ => null,
    };

    private static SidecarSettings Settings(Uri engine)
    {
        var encoder = new HashEncoder();
        return new SidecarSettings
        {
            Options = new TwinBertOptions
            {
                Listen = "http://127.0.0.1:0",
                Upstream = new() { Url = engine.GetLeftPart(UriPartial.Authority) },
                Indices = new() { ["products*"] = new() { TextFields = ["title", "text"] } },
            },
            Model = new SidecarModel
            {
                QueryEncoder = encoder,
                DocumentEncoder = encoder,
                Crossing = new CosineCrossing(encoder.Dimensions),
                TypicalSimilarity = 0.2f,
                Fingerprint = encoder.Fingerprint,
            },
            DrainTimeout = TimeSpan.FromSeconds(1),
        };
    }
}
