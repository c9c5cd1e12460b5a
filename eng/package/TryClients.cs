// What eng/try-packages.sh builds on the packed client packages: searches through a sidecar with each of them, for every framework that they serve.
using System;
using System.Net.Http;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Elastic.Clients.Elasticsearch;
using TwinBert.Client;
using TwinBert.Client.Elasticsearch;
using TwinBert.Protocol;

public static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        var sidecar = new Uri(arguments[0]);
        var ofHandler = await WithHandlerAsync(sidecar);
        var ofElasticsearch = await WithElasticsearchAsync(sidecar);
        Console.WriteLine($"{Framework(typeof(RerankVerdict))}: {ofHandler}");
        Console.WriteLine($"{Framework(typeof(RerankHintsDescriptor))}: {ofElasticsearch}");
        return IsAsAsked(ofHandler) && IsAsAsked(ofElasticsearch) ? 0 : 1;
    }

    private static async Task<RerankVerdict> WithHandlerAsync(Uri sidecar)
    {
        using (var client = new HttpClient(new TwinBertHandler(new HttpClientHandler())) { BaseAddress = sidecar })
        using (var request = new HttpRequestMessage(HttpMethod.Get, "products/_search?q=get+rid+of+snails"))
        {
            request.SetRerankHints(new RerankHints { Window = 20 });
            using (var response = await client.SendAsync(request))
            {
                return response.GetRerankVerdict();
            }
        }
    }

    private static async Task<RerankVerdict> WithElasticsearchAsync(Uri sidecar)
    {
        var client = new ElasticsearchClient(new ElasticsearchClientSettings(sidecar).UseTwinBert());
        using (var scope = RerankScope.Begin(new RerankHints { Window = 10 }))
        {
            // The hints of the request count, not the scope's; the verdict is left in the scope, too.
            var response = await client.SearchAsync<object>(s => s
                .Indices("products")
                .Query(q => q.Match(m => m.Field("title").Query("snail barrier")))
                .Rerank(h => h.Window(20)));
            return response.GetRerankVerdict() == scope.LastVerdict ? scope.LastVerdict : null;
        }
    }

    private static bool IsAsAsked(RerankVerdict verdict) => verdict != null && verdict.Status == RerankStatus.Reranked && verdict.Window <= 20;

    private static string Framework(Type type) =>
        ((TargetFrameworkAttribute)type.Assembly.GetCustomAttributes(typeof(TargetFrameworkAttribute), false)[0]).FrameworkName;
}
