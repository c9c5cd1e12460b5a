using System.Net;
using System.Net.Sockets;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.DevNode.Hosting;
using TwinBert.Inference;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Demo;

/// <summary>The model, the embedded node and the sidecar in front of it, in this process.</summary>
internal sealed class DemoServices : IAsyncDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";
    private const int CachedQueries = 1_000;

    private readonly LoadedModel _model;
    private readonly DevNodeHost _node;
    private readonly SidecarHost _sidecar;

    private DemoServices(LoadedModel model, DevNodeHost node, SidecarHost sidecar) => (_model, _node, _sidecar) = (model, node, sidecar);

    public Uri Node => _node.Url;

    public Uri Sidecar => _sidecar.Url;

    public static async Task<DemoServices> StartAsync(DemoOptions options, DemoClock clock, CancellationToken cancellationToken)
    {
        var model = await clock.MeasureAsync("model", () => Task.FromResult(LoadedModel.Load(options.Model ?? new TwinBertOptions().Model, Eager)));
        DevNodeHost? node = null;
        try
        {
            node = await clock.MeasureAsync("node", () => DevNodeHost.StartAsync(new DevNodeOptions(), cancellationToken));
            var settings = Settings(options, model, node.Url);
            var sidecar = await clock.MeasureAsync("sidecar", () => SidecarHost.StartAsync(settings, cancellationToken));
            return new(model, node, sidecar);
        }
        catch (Exception e)
        {
            await (node?.DisposeAsync() ?? default);
            model.Dispose();
            throw e is SidecarStartException ? new UnusableInputException(e.Message) : e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _node.DisposeAsync();
        _model.Dispose();
    }

    // Nobody searches while the catalogue is loaded: all processors may encode.
    private static OnnxModelOptions Eager => new() { DocumentConcurrency = Environment.ProcessorCount };

    private static SidecarSettings Settings(DemoOptions options, LoadedModel model, Uri node) => new()
    {
        Options = new TwinBertOptions
        {
            Listen = options.Listen ?? (options.Once ? AnyPort : UsualOrAnyPort()),
            Upstream = new() { Url = node.GetLeftPart(UriPartial.Authority) },
            DrainTimeout = TimeSpan.FromSeconds(1),

            // The node, the sidecar and whoever searches share one machine, often a small one.
            Limits = new() { RerankTimeout = TimeSpan.FromSeconds(1) },
            Indices = { [DemoCatalogue.Index] = new IndexOptions { TextFields = DemoCatalogue.TextFields, Plan = WindowPlan.PlanName } },
        },
        Model = model.Onnx.Serve(CachedQueries),
    };

    /// <summary>The usual address, unless something else listens there: a second demo must not fail.</summary>
    private static string UsualOrAnyPort()
    {
        var usual = new TwinBertOptions().Listen;
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, new Uri(usual).Port);
            probe.Start();
            return usual;
        }
        catch (SocketException)
        {
            return AnyPort;
        }
    }
}
