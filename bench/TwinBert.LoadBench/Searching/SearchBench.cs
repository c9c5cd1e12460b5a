using System.Globalization;
using TwinBert.LoadBench.Servers;
using TwinBert.Model.Packaging;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;

namespace TwinBert.LoadBench.Searching;

/// <summary>The whole of it: an engine that is there, sidecar, nginx and cross-encoder in processes of their own, and indices that are filled first.</summary>
internal sealed class SearchBench : IDisposable
{
    private const int Slice = 20;
    private const int SlicePerWorker = 4;
    private const int CachedQueries = 10_000;
    private const string Auto = "auto";
    private static readonly int[] Concurrencies = [1, 4, 16];
    private static readonly double[] Rates = [0.25, 0.5];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-nginx-");
    private readonly SearchBenchPlan _plan;
    private readonly ModelPackage _package;
    private readonly GeneratedDocuments _generated;
    private readonly HttpClient _engine;
    private readonly Dictionary<HttpClient, ServerProcess> _proxies = [];

    private SearchBench(SearchBenchPlan plan, ModelPackage package)
    {
        (_plan, _package) = (plan, package);
        _generated = new(Path.Combine(package.Folder, package.Manifest.Tokenizer.Vocabulary!), package.Dimensions);
        _engine = Client(plan.Engine);
    }

    /// <summary>The results so far.</summary>
    public List<SearchResult> Results { get; } = [];

    /// <summary>Why something was left out.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What the engine and the model are called.</summary>
    public (string Engine, string Model) Names { get; private set; }

    public static async Task<SearchBench> RunAsync(SearchBenchPlan plan, CancellationToken cancellationToken)
    {
        using var bench = new SearchBench(plan, ModelPackage.Load(plan.Model));
        await bench.MeasureAsync(cancellationToken);
        return bench;
    }

    public void Dispose()
    {
        _engine.Dispose();
        foreach (var (client, server) in _proxies)
        {
            client.Dispose();
            server.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static HttpClient Client(Uri url) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(30) };

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var identity = ClusterIdentity.Read(await _engine.GetByteArrayAsync("/", cancellationToken))
            ?? throw new InvalidOperationException($"What answers at {_plan.Engine} is no search engine.");
        var family = identity.Dialect.Family;
        Names = ($"{family} {identity.Dialect.Version}", $"{_package.Manifest.Name} ({_package.Fingerprint})");
        var ways = await WaysAsync(cancellationToken);
        foreach (var documents in _plan.Documents)
        {
            var index = SearchBenchPlan.IndexOf(documents);
            Say($"filling {index}");
            await SearchedIndex.FillAsync(_engine, family, _generated, (index, documents, _package.Fingerprint.Value, _package.Dimensions), cancellationToken);
            await MeasureAsync(ways, documents, cancellationToken);
            foreach (var graph in _plan.CrossEncoders.Where(_ => family == EngineFamily.Elasticsearch))
            {
                await MeasureRerankerAsync([ways[0], ways.First(way => way.Name == Auto)], documents, graph, cancellationToken);
            }

            if (!_plan.Keep)
            {
                (await _engine.DeleteAsync("/" + index, cancellationToken)).Dispose();
            }
        }
    }

    private async Task MeasureAsync(IReadOnlyList<SearchWay> ways, int documents, CancellationToken cancellationToken)
    {
        var run = Run(ways, documents);
        Say($"{documents} documents, warming up");
        await run.WarmUpAsync(_plan.Duration, cancellationToken);
        var throughput = 0.0;
        foreach (var concurrency in Concurrencies)
        {
            Say($"{documents} documents, concurrency {concurrency}");
            var tallies = await run.ClosedAsync(concurrency, Math.Max(Slice, SlicePerWorker * concurrency), _plan.Duration, cancellationToken);
            throughput = Math.Max(throughput, tallies[0].Throughput);
            Results.AddRange(SearchResult.Of(documents, concurrency.ToString(CultureInfo.InvariantCulture), ways, tallies));
        }

        foreach (var share in Rates)
        {
            var rate = Math.Max(1, Math.Round(share * throughput));
            Say($"{documents} documents, {rate} in a second");
            var tallies = await run.OpenAsync(rate, Slice, _plan.Duration, cancellationToken);
            Results.AddRange(SearchResult.Of(documents, $"{rate} a second", ways, tallies));
        }
    }

    private async Task MeasureRerankerAsync(IReadOnlyList<SearchWay> others, int documents, string graph, CancellationToken cancellationToken)
    {
        using var server = await ServerProcess.StartAsync("cross-encoder", cancellationToken, graph, _package.Folder);
        if (await EngineReranker.TryRegisterAsync(_engine, server.Url, cancellationToken) is { } problem)
        {
            Notes.Add($"The engine's own reranker was left out: {problem}");
            return;
        }

        Say($"{documents} documents, the engine's own reranker with {graph}");
        var layers = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(graph)));
        SearchWay[] ways = [.. others, new($"{SearchReport.Reranker}, {layers}", _engine) { Body = EngineReranker.Body }];
        var tallies = await Run(ways, documents).ClosedAsync(concurrency: 1, slice: 2, _plan.Duration, cancellationToken);
        Results.AddRange(SearchResult.Of(documents, "1, beside the reranker", ways, tallies));
    }

    private SearchRun Run(IReadOnlyList<SearchWay> ways, int documents) =>
        new(ways, SearchBenchPlan.IndexOf(documents), number => _generated.Query(number, documents), WorkOf);

    private ProxyWork WorkOf(SearchWay way) =>
        _proxies.TryGetValue(way.Client, out var server) ? new(server.IsOwn ? server.Allocated() : 0, server.ProcessorTime) : default;

    private async Task<IReadOnlyList<SearchWay>> WaysAsync(CancellationToken cancellationToken)
    {
        var sidecar = await SidecarAsync(cachedQueries: 0, cancellationToken);
        List<SearchWay> ways =
        [
            new("direct", _engine),
            new("sidecar, off", sidecar, (TwinBertHeaders.Verdict, TwinBertHeaders.Off)),
            Through(sidecar, Auto, "auto", 100),
            Through(await SidecarAsync(CachedQueries, cancellationToken), "auto, query known", "auto", 100) with { IsRepeated = true },
            Through(sidecar, "wrap", "wrap", 100),
            Through(sidecar, "rescore 100", "rescore", 100),
            Through(sidecar, "rescore 1,000", "rescore", 1_000),
            Through(sidecar, "window 100", "window", 100),
        ];
        if (NginxServer.IsInstalled)
        {
            ways.Insert(1, new("nginx", Proxy(await NginxServer.StartAsync(_plan.Engine, _folder.FullName, cancellationToken))));
        }
        else
        {
            Notes.Add("nginx is not installed here.");
        }

        return ways;
    }

    private async Task<HttpClient> SidecarAsync(int cachedQueries, CancellationToken cancellationToken) => Proxy(await ServerProcess.StartAsync(
        "sidecar",
        cancellationToken,
        _plan.Engine.GetLeftPart(UriPartial.Authority),
        _package.Folder,
        cachedQueries.ToString(CultureInfo.InvariantCulture)));

    private HttpClient Proxy(ServerProcess server)
    {
        var client = Client(server.Url);
        _proxies.Add(client, server);
        return client;
    }

    private static SearchWay Through(HttpClient sidecar, string name, string plan, int window) => new(
        name, sidecar, (TwinBertHeaders.Plan, plan), (TwinBertHeaders.Window, window.ToString(CultureInfo.InvariantCulture)));

    private static void Say(string what) => Console.Error.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}");
}
