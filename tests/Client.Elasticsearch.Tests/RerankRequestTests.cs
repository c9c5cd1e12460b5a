using Elastic.Clients.Elasticsearch;
using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Client.Elasticsearch.Tests;

public sealed class RerankRequestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rerank_OnATypedDescriptor_SendsTheHints()
    {
        var headers = await HeadersOf(
            client => client.SearchAsync<Product>(s => s.Indices("products").Rerank(h => h.Window(50).QueryText("garden hose").Weight(2.5)), Ct));

        Assert.Equal(("50", "garden%20hose", "on"), (headers["X-TwinBert-Window"], headers["X-TwinBert-Query"], headers["X-TwinBert"]));
        Assert.Equal("2.5", headers["X-TwinBert-Weight"]);
    }

    [Fact]
    public async Task Rerank_OnAnUntypedDescriptor_SendsTheHints()
    {
        var headers = await HeadersOf(client => client.SearchAsync<Product>(new SearchRequestDescriptor("products").Rerank(h => h.Off()), Ct));

        Assert.Equal("off", headers["X-TwinBert"]);
    }

    [Fact]
    public async Task Rerank_OnARequestObject_SendsTheHints()
    {
        var headers = await HeadersOf(
            client => client.SearchAsync<Product>(new SearchRequest<Product>("products") { Size = 3 }.Rerank(RerankHints.Disabled), Ct));

        Assert.Equal("off", headers["X-TwinBert"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rerank_BesideOtherConfiguration_KeepsIt(bool hintsFirst)
    {
        var headers = await HeadersOf(client => client.SearchAsync<Product>(
            s => _ = hintsFirst
                ? s.Indices("products").Rerank(h => h.Window(50)).RequestConfiguration(r => r.OpaqueId("order-7"))
                : s.Indices("products").RequestConfiguration(r => r.OpaqueId("order-7")).Rerank(h => h.Window(50)),
            Ct));

        Assert.Equal(("50", "order-7"), (headers["X-TwinBert-Window"], headers["X-Opaque-Id"]));
    }

    [Fact]
    public async Task Rerank_DefaultIsOff_SwitchesItOnForOneRequest()
    {
        var headers = await HeadersOf(
            client => client.SearchAsync<Product>(s => s.Indices("products").Rerank(h => h.Window(50)), Ct),
            new() { Hints = RerankHints.Disabled });

        Assert.Equal(("on", "50"), (headers["X-TwinBert"], headers["X-TwinBert-Window"]));
    }

    [Fact]
    public async Task Rerank_DefaultWindow_GivesWayToTheRequests()
    {
        var headers = await HeadersOf(
            client => client.SearchAsync<Product>(s => s.Indices("products").Rerank(h => h.Window(50)), Ct),
            new() { Hints = new() { Window = 10 } });

        Assert.Equal("50", headers["X-TwinBert-Window"]);
    }

    [Fact]
    public async Task Rerank_OneHintOfARequest_CountsAsAWholeAgainstTheDefaults()
    {
        var headers = await HeadersOf(
            client => client.SearchAsync<Product>(s => s.Indices("products").Rerank(h => h.QueryText("hose")), Ct),
            new() { Hints = new() { Window = 10 } });

        Assert.Equal(("hose", ""), (headers["X-TwinBert-Query"], headers["X-TwinBert-Window"]));
    }

    [Fact]
    public async Task Rerank_EmptyHintsOfARequest_AskForWhatIsConfigured()
    {
        var headers = await HeadersOf(
            client => client.SearchAsync<Product>(s => s.Indices("products").Rerank(new RerankHints()), Ct),
            new() { Hints = new() { Window = 10, QueryText = "hose", Off = true } });

        Assert.Equal(("on", "", ""), (headers["X-TwinBert"], headers["X-TwinBert-Query"], headers["X-TwinBert-Window"]));
    }

    [Fact]
    public async Task Scope_AroundRequests_GivesThemItsHintsAndKeepsTheirVerdicts()
    {
        using var scope = RerankScope.Begin(new RerankHints { QueryText = "hose" });
        var headers = await HeadersOf(client => client.SearchAsync<Product>(s => s.Indices("products"), Ct), new() { Hints = new() { Window = 10 } });

        Assert.Equal(("hose", ""), (headers["X-TwinBert-Query"], headers["X-TwinBert-Window"]));
        Assert.Equal(RerankStatus.Reranked, scope.LastVerdict?.Status);
    }

    [Fact]
    public async Task Scope_AroundARequestWithHints_GivesWayToThem()
    {
        using var scope = RerankScope.Begin(RerankHints.Disabled);
        var headers = await HeadersOf(client => client.SearchAsync<Product>(s => s.Indices("products").Rerank(h => h.Window(50)), Ct));

        Assert.Equal(("on", "50", ""), (headers["X-TwinBert"], headers["X-TwinBert-Window"], headers["X-TwinBert-Query"]));
    }

    [Fact]
    public async Task Scope_Ended_GivesNothing()
    {
        RerankScope.Begin(RerankHints.Disabled).Dispose();
        var headers = await HeadersOf(client => client.SearchAsync<Product>(s => s.Indices("products"), Ct));

        Assert.DoesNotContain("X-TwinBert", headers.Keys);
    }

    [Fact]
    public async Task Rerank_VerdictOfAHintedRequest_IsRead()
    {
        await using var server = await ScriptedServer.StartAsync();
        var client = new ElasticsearchClient(new ElasticsearchClientSettings(server.Url).UseTwinBert());

        var response = await client.SearchAsync<Product>(s => s.Indices("products").Rerank(h => h.Window(50)), Ct);

        Assert.Equal(RerankStatus.Reranked, response.GetRerankVerdict()?.Status);
    }

    [Fact]
    public void Rerank_WindowOutOfRange_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchRequest("products").Rerank(new RerankHints { Window = 10_001 }));

    private static async Task<Dictionary<string, string>> HeadersOf(Func<ElasticsearchClient, Task> search, TwinBertElasticsearchOptions? options = null)
    {
        await using var server = await ScriptedServer.StartAsync();
        await search(new ElasticsearchClient(new ElasticsearchClientSettings(server.Url).UseTwinBert(options)));
        return Assert.Single(server.Requests);
    }
}
