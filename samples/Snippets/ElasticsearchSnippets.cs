using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using TwinBert.Client;
using TwinBert.Client.Elasticsearch;
using TwinBert.Protocol;

namespace TwinBert.Snippets;

/// <summary>The official client in docs/client.md.</summary>
internal static class ElasticsearchSnippets
{
    public static async Task SearchAsync()
    {
        #region use-twinbert
        var settings = new ElasticsearchClientSettings(new Uri("http://127.0.0.1:9210")).UseTwinBert();
        var client = new ElasticsearchClient(settings);

        var response = await client.SearchAsync<Product>(s => s
            .Indices("products")
            .Query(q => q.Match(m => m.Field(p => p.Title).Query("warm winter jacket"))));

        Console.WriteLine(response.GetRerankVerdict());
        #endregion
    }

    public static async Task HintsAsync(ElasticsearchClient client, CancellationToken cancellationToken)
    {
        #region hints-on-a-request
        var response = await client.SearchAsync<Product>(
            s => s
                .Indices("products")
                .Query(q => q.Match(m => m.Field(p => p.Title).Query("jacket winter warm lined men")))
                .Rerank(h => h.Window(50).QueryText("a warm winter jacket for men")),
            cancellationToken);

        if (response.GetRerankVerdict() is { } verdict && verdict.Status == RerankStatus.Failed)
        {
            Console.WriteLine($"The engine's own order: {verdict.Reason}");
        }
        #endregion
    }

    public static async Task ObjectsAsync(ElasticsearchClient client, CancellationToken cancellationToken)
    {
        #region hints-on-a-request-object
        var request = new SearchRequest<Product>("products") { Size = 20 }.Rerank(RerankHints.Disabled);
        var response = await client.SearchAsync<Product>(request, cancellationToken);
        #endregion
        Console.WriteLine(response.Took);
    }

    public static ElasticsearchClientSettings Defaults(Action<RerankObservation> count)
    {
        #region defaults
        var settings = new ElasticsearchClientSettings(new Uri("http://127.0.0.1:9210"))
            .UseTwinBert(new TwinBertElasticsearchOptions
            {
                Hints = new RerankHints { Window = 200 },
                OnVerdict = observation => count(observation),
            });
        #endregion
        return settings;
    }

    public static async Task TransportAsync(ITransport transport, CancellationToken cancellationToken)
    {
        #region transport
        var hints = new RequestConfiguration().Rerank(new RerankHints { Window = 50 });
        var response = await transport.RequestAsync<StringResponse>(
            new EndpointPath(Elastic.Transport.HttpMethod.GET, "/products/_search?q=jacket"), null, null, hints, cancellationToken);

        Console.WriteLine(response.GetRerankVerdict());
        #endregion
    }

    private sealed record Product(string Title);
}
