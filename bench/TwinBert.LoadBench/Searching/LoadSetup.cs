using System.Text;
using System.Text.Json;
using TwinBert.Configuration;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.LoadBench.Searching;

/// <summary>
/// An index of generated documents on the engine, embedded on their way through a sidecar, which runs in this process. Removes the index at the end.
/// </summary>
internal sealed class LoadSetup : IAsyncDisposable
{
    private const int BulkDocuments = 250;
    private const string Index = "twinbert-load-bench";
    private readonly OnnxModel _model;
    private readonly SidecarHost _sidecar;
    private int _turns;

    private LoadSetup(OnnxModel model, SidecarHost sidecar, Uri engine)
    {
        _model = model;
        _sidecar = sidecar;
        Direct = Client(engine);
        Proxied = Client(sidecar.Url);
    }

    public HttpClient Direct { get; }

    public HttpClient Proxied { get; }

    public string ModelName => $"{_model.Package.Manifest.Name} ({_model.Package.Fingerprint})";

    /// <summary>Numbers the rounds of all workers.</summary>
    public int NextTurn() => Interlocked.Increment(ref _turns) & int.MaxValue;

    public static string SearchPath => $"/{Index}/_search";

    public static async Task<LoadSetup> StartAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var model = OnnxModel.Load(ModelPackage.Load(plan.Model), new OnnxModelOptions());
        var sidecar = await SidecarHost.StartAsync(Settings(plan, model), cancellationToken);
        var setup = new LoadSetup(model, sidecar, plan.Engine);
        await setup.FillAsync(plan.Documents, cancellationToken);
        return setup;
    }

    /// <summary>The body of a search for ten hits.</summary>
    public static string Search(string query) =>
        JsonSerializer.Serialize(new { query = new { multi_match = new { query, fields = new[] { "title^2", "text" } } } });

    public async ValueTask DisposeAsync()
    {
        (await Direct.DeleteAsync("/" + Index, CancellationToken.None)).Dispose();
        Direct.Dispose();
        Proxied.Dispose();
        await _sidecar.DisposeAsync();
        _model.Dispose();
    }

    // No query cache: every search pays for its encoding.
    private static SidecarSettings Settings(LoadPlan plan, OnnxModel model) => new()
    {
        Options = new TwinBertOptions
        {
            Listen = "http://127.0.0.1:0",
            Upstream = new() { Url = plan.Engine.GetLeftPart(UriPartial.Authority) },
            Indices = new() { [Index] = new() { TextFields = ["title", "text"], Window = plan.Window } },
            Limits = new() { RerankTimeout = plan.OwnTime },
        },
        Model = model.Serve(),
        DrainTimeout = TimeSpan.FromSeconds(1),
    };

    private static HttpClient Client(Uri url) => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url };

    private async Task FillAsync(int documents, CancellationToken cancellationToken)
    {
        (await Direct.DeleteAsync("/" + Index, cancellationToken)).Dispose();
        using var settings = new StringContent(
            """{"settings":{"number_of_shards":1,"number_of_replicas":0},"mappings":{"properties":{"title":{"type":"text"},"text":{"type":"text"}}}}""",
            Encoding.UTF8,
            "application/json");
        (await Direct.PutAsync("/" + Index, settings, cancellationToken)).EnsureSuccessStatusCode().Dispose();
        var words = new LoadVocabulary(1);
        for (var start = 0; start < documents; start += BulkDocuments)
        {
            var lines = new StringBuilder();
            for (var id = start; id < Math.Min(start + BulkDocuments, documents); id++)
            {
                lines.Append("{\"index\":{}}\n").Append(JsonSerializer.Serialize(new { title = words.Title(), text = words.Text() })).Append('\n');
            }

            using var bulk = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
            (await Proxied.PostAsync($"/{Index}/_bulk", bulk, cancellationToken)).EnsureSuccessStatusCode().Dispose();
        }

        (await Direct.PostAsync($"/{Index}/_forcemerge?max_num_segments=1&flush=true", null, cancellationToken)).EnsureSuccessStatusCode().Dispose();
        (await Direct.PostAsync($"/{Index}/_refresh", null, cancellationToken)).EnsureSuccessStatusCode().Dispose();
    }
}
