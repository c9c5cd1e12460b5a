using TwinBert.Cli.Load;
using TwinBert.Evaluation.Beir;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Demo;

/// <summary>
/// The demo:
/// <list type="number">
/// <item>Start the embedded node and the sidecar in front of it.</item>
/// <item>Make the index and load the catalogue, both through the sidecar: products are embedded on the way in.</item>
/// <item>Search each query in the engine and through the sidecar.</item>
/// <item>Print both rankings side by side.</item>
/// <item>Serve on, until Ctrl-C.</item>
/// </list>
/// </summary>
internal static class DemoRun
{
    private const int BatchDocuments = 100;

    // One for each kind of mistake that BM25 makes here, and a part number, which it gets right and must keep right.
    private static readonly string[] ShownQueries = ["dry-clothes-winter", "concentrate-noisy-office", "flashlight-power-cut", "sku-hv2210"];

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        CheckListen(options.Listen);
        var clock = new DemoClock(TimeProvider.System);
        var catalogue = DemoCatalogue.Open();

        // 1 start node and sidecar
        options.Error.WriteLine("Starting an embedded search node and the sidecar in front of it …");
        await using var services = await DemoServices.StartAsync(options, clock, cancellationToken);

        // 2 load the catalogue
        options.Error.WriteLine("Loading the sample catalogue through the sidecar …");
        var documents = await clock.MeasureAsync("load", () => LoadAsync(services.Sidecar, catalogue, cancellationToken));

        // 3 search both ways
        var result = await CompareAsync(services, catalogue, options.Query, cancellationToken);
        result = result with { Documents = documents, Stages = [.. clock.Stages, .. result.Stages] };

        // 4 print
        if (options.Json)
        {
            options.Output.WriteLine(DemoJson.Write(result));
        }
        else
        {
            DemoReport.Print(result, options.Output);
        }

        // 5 serve on
        if (!options.Once)
        {
            DemoHints.Print(services, result.Shown[0].Query, options.Json ? options.Error : options.Output);
            await WaitAsync(cancellationToken);
        }

        return ExitCode.Done;
    }

    private static async Task<int> LoadAsync(Uri sidecar, BeirDataset catalogue, CancellationToken cancellationToken)
    {
        using var calls = new TransportClusterCalls(new TransportOptions(sidecar));
        var made = await calls.SendAsync(new(HttpMethod.Put, "/" + DemoCatalogue.Index, DemoCatalogue.IndexSettings), cancellationToken);
        if (!made.IsSuccess)
        {
            throw new UnusableInputException($"The demo's index could not be made: {EngineError.Describe(made)}");
        }

        var loader = new DocumentLoader(calls, DemoCatalogue.Index, TimeProvider.System);
        var loaded = await loader.LoadAsync(DemoCatalogue.Documents(catalogue), BatchDocuments, _ => { }, cancellationToken);
        return loaded.Failed == 0
            ? loaded.Indexed
            : throw new UnusableInputException($"The demo's catalogue could not be loaded: {string.Join(' ', loaded.Errors)}");
    }

    private static async Task<DemoResult> CompareAsync(DemoServices services, BeirDataset catalogue, string? query, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var search = new DemoSearch(client, TimeProvider.System);

        // The first search on either side opens its connection and compiles its code: not what a search takes.
        await CompareAsync(search, services, new("", catalogue.Queries[0].Text, catalogue.Queries[0].Grades), cancellationToken);
        var judged = new List<DemoComparison>();
        foreach (var entry in catalogue.Queries)
        {
            judged.Add(await CompareAsync(search, services, entry, cancellationToken));
        }

        var shown = query is null
            ? ShownQueries.Select(id => judged[catalogue.Queries.Select((entry, i) => (entry.Id, i)).First(entry => entry.Id == id).i]).ToList()
            : [judged.Find(entry => entry.Query == query)
                ?? await CompareAsync(search, services, new("", query, new Dictionary<string, int>()), cancellationToken)];
        return new(
            shown,
            judged,
            0,
            [new("engine_search", Median(judged, entry => entry.Engine)), new("reranked_search", Median(judged, entry => entry.Reranked))]);
    }

    private static async Task<DemoComparison> CompareAsync(DemoSearch search, DemoServices services, BeirQuery query, CancellationToken cancellationToken)
    {
        var engine = await search.SendAsync(services.Node, query.Text, cancellationToken);
        var reranked = await search.SendAsync(services.Sidecar, query.Text, cancellationToken);
        return new(query.Text, engine, reranked, query.Grades);
    }

    private static double Median(List<DemoComparison> judged, Func<DemoComparison, DemoPage> page) =>
        Math.Round(judged.Select(entry => page(entry).Milliseconds).Order().ElementAt(judged.Count / 2), 2);

    private static void CheckListen(string? listen)
    {
        if (listen is not null && !(Uri.TryCreate(listen, UriKind.Absolute, out var url) && url is { Scheme: "http", PathAndQuery: "/" }))
        {
            throw new UnusableInputException($"'{listen}' is not a URL of the form http://host:port. Give one with --listen.");
        }
    }

    private static async Task WaitAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(stopped.SetResult);
        await stopped.Task;
    }
}
