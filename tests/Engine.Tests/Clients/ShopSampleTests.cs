using Elastic.Clients.Elasticsearch;
using TwinBert.Client;
using TwinBert.Client.Elasticsearch;
using TwinBert.DevNode.Hosting;
using TwinBert.Protocol;
using TwinBert.Shop;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Clients;

/// <summary>samples/Shop as it is, on the official .NET client.</summary>
public sealed class ShopSampleTests(RealEngines engines)
{
    [Fact]
    public async Task RunAsync_Elasticsearch9BehindASidecar_SearchesAndGetsVerdicts() => await RunAsync(await engines.GetAsync(EngineKind.Elasticsearch9));

    [Fact]
    public async Task RunAsync_EmbeddedNodeBehindASidecar_SearchesAndGetsVerdicts()
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), TestContext.Current.CancellationToken);
        await RunAsync(node.Url);
    }

    [Fact]
    public async Task RunAsync_NoSidecar_WorksWithoutVerdicts()
    {
        var output = new StringWriter();
        var client = new ElasticsearchClient(new ElasticsearchClientSettings(await engines.GetAsync(EngineKind.Elasticsearch9)).UseTwinBert());

        var succeeded = await new ProductSearch(client, "products-shop-direct", output).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(succeeded, output.ToString());
        Assert.Contains("no verdict", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task RunAsync(Uri engine)
    {
        await using var sidecar = await ClientSidecar.StartAsync(engine);
        var verdicts = new List<RerankVerdict>();
        var settings = new ElasticsearchClientSettings(sidecar.Url).UseTwinBert(new() { OnVerdict = observation => verdicts.Add(observation.Verdict) });
        var output = new StringWriter();

        var succeeded = await new ProductSearch(new ElasticsearchClient(settings), "products-shop", output).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(succeeded, output.ToString());
        Assert.Equal(
            [RerankStatus.Reranked, RerankStatus.Skipped, RerankStatus.Reranked, RerankStatus.Reranked, RerankStatus.Skipped],
            verdicts.Select(verdict => verdict.Status));
        Assert.Equal((0, 3), (verdicts[0].Missing, verdicts[2].Window));
        Assert.Equal("sort", verdicts[4].Reason?.Name);
    }
}
