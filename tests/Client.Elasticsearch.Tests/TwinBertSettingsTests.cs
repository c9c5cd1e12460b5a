using System.Collections.Specialized;
using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Client.Elasticsearch.Tests;

public sealed class TwinBertSettingsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetRerankVerdict_SearchThroughASidecar_IsRead()
    {
        await using var server = await ScriptedServer.StartAsync();
        var client = new ElasticsearchClient(new ElasticsearchClientSettings(server.Url).UseTwinBert());

        var response = await client.SearchAsync<Product>(s => s.Indices("products"), Ct);

        Assert.True(response.IsValidResponse, response.DebugInformation);
        Assert.Equal(
            new()
            {
                Status = RerankStatus.Reranked,
                Window = 100,
                Scored = 98,
                Missing = 2,
                Moved = 37,
                TopChanged = true,
                Milliseconds = 4.1,
                Model = "3fa2b1c09d7e",
            },
            response.GetRerankVerdict());
    }

    [Fact]
    public async Task GetRerankVerdict_NoSidecar_IsNull()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Verdict = null;
        var client = new ElasticsearchClient(new ElasticsearchClientSettings(server.Url).UseTwinBert());

        var response = await client.SearchAsync<Product>(s => s.Indices("products"), Ct);

        Assert.True(response.IsValidResponse, response.DebugInformation);
        Assert.Null(response.GetRerankVerdict());
    }

    [Fact]
    public async Task UseTwinBert_HeadersThatWereReadBefore_AreStillRead()
    {
        await using var server = await ScriptedServer.StartAsync();
        var settings = new ElasticsearchClientSettings(server.Url).ResponseHeadersToParse(new HeadersList("X-Backend")).UseTwinBert();

        var response = await new ElasticsearchClient(settings).SearchAsync<Product>(s => s.Indices("products"), Ct);

        Assert.NotNull(response.GetRerankVerdict());
        Assert.NotEmpty(response.ElasticsearchWarnings);
        Assert.True(response.ApiCallDetails.TryGetHeader("X-Backend", out _));
    }

    [Theory]
    [InlineData("X-TwinBert")]
    [InlineData("x-twinbert")]
    public async Task GetRerankVerdict_HeaderKeptUnderAnotherName_IsRead(string name)
    {
        await using var server = await ScriptedServer.StartAsync();
        var settings = new ElasticsearchClientSettings(server.Url).ResponseHeadersToParse(new HeadersList(name)).UseTwinBert();

        var response = await new ElasticsearchClient(settings).SearchAsync<Product>(s => s.Indices("products"), Ct);

        Assert.NotNull(response.GetRerankVerdict());
    }

    [Fact]
    public async Task UseTwinBert_DefaultHints_GoWithEveryRequestBesideOtherHeaders()
    {
        await using var server = await ScriptedServer.StartAsync();
        var settings = new ElasticsearchClientSettings(server.Url)
            .GlobalHeaders(new NameValueCollection { ["X-Tenant"] = "blue" })
            .UseTwinBert(new() { Hints = new() { Window = 50, QueryText = "café" } });

        await new ElasticsearchClient(settings).SearchAsync<Product>(s => s.Indices("products"), Ct);

        var headers = Assert.Single(server.Requests);
        Assert.Equal(("blue", "50", "caf%C3%A9"), (headers["X-Tenant"], headers["X-TwinBert-Window"], headers["X-TwinBert-Query"]));
    }

    [Fact]
    public async Task UseTwinBert_Observer_IsToldOfEachVerdict()
    {
        var seen = new List<RerankObservation>();
        await using var server = await ScriptedServer.StartAsync();
        var client = new ElasticsearchClient(new ElasticsearchClientSettings(server.Url).UseTwinBert(new() { OnVerdict = seen.Add }));

        await client.SearchAsync<Product>(s => s.Indices("products"), Ct);
        server.Verdict = null;
        await client.SearchAsync<Product>(s => s.Indices("products"), Ct);

        var observation = Assert.Single(seen);
        Assert.Equal((RerankStatus.Reranked, "POST", 200), (observation.Verdict.Status, observation.Method.Method, observation.Status));
        Assert.Equal("/products/_search", observation.Url?.AbsolutePath);
    }

    [Fact]
    public async Task UseTwinBert_PlainTransport_ReadsVerdictsAndSendsHints()
    {
        await using var server = await ScriptedServer.StartAsync();
        var transport = new DistributedTransport(new TransportConfigurationDescriptor(server.Url).UseTwinBert());

        var response = await transport.RequestAsync<StringResponse>(
            new EndpointPath(
                Elastic.Transport.HttpMethod.POST,
                "/products/_search"), PostData.String("{}"), null, ((IRequestConfiguration?)null).Rerank(new() { Window = 20 }), Ct);

        Assert.Equal(RerankStatus.Reranked, response.GetRerankVerdict()?.Status);
        Assert.Equal("20", Assert.Single(server.Requests)["X-TwinBert-Window"]);
    }

    [Fact]
    public void UseTwinBert_WindowOutOfRange_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ElasticsearchClientSettings().UseTwinBert(new() { Hints = new() { Window = 0 } }));
}
