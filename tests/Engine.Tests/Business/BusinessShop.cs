using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Configuration;
using TwinBert.Evaluation.Beir;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.EngineCrossing;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Engine.Tests.Business;

/// <summary>
/// The sample catalogue in a real engine behind a sidecar with a package as it ships, its own weights included. Of four products one cannot be had. Every
/// search is answered twice: by the engine, and through the sidecar.
/// </summary>
internal sealed class BusinessShop : IAsyncDisposable
{
    private readonly OnnxModel _model;
    private readonly SidecarHost _sidecar;
    private readonly HttpClient _direct;
    private readonly HttpClient _through;
    private SearchDialect? _dialect;
    private readonly string _index = "business-" + Guid.NewGuid().ToString("n")[..10];

    private BusinessShop(Uri engine, OnnxModel model, SidecarHost sidecar)
    {
        _model = model;
        _sidecar = sidecar;
        _direct = new() { BaseAddress = engine };
        _through = new() { BaseAddress = sidecar.Url };
        Catalogue = BeirDataset.Open(RepositoryFolder.PathOf("samples", "catalogue"));
    }

    public BeirDataset Catalogue { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<BusinessShop> OpenAsync(Uri engine, string package = "twinbert-en-base")
    {
        var model = OnnxModel.Load(ModelPackage.Load(RepositoryFolder.PathOf("models", package)), new());
        var index = new IndexOptions { TextFields = ["title", "metadata.brand", "metadata.category", "text"], Plan = "window" };
        var settings = HashingSidecar.Settings(engine, new() { ["business-*"] = index });
        var shop = new BusinessShop(engine, model, await SidecarHost.StartAsync(
            settings with { Model = model.Serve() },
            Cancellation));
        await shop.FillAsync();
        shop._dialect = ClusterIdentity.Read(await shop._direct.GetByteArrayAsync("/", Cancellation))!.Dialect;
        return shop;
    }

    /// <summary>The part numbers of the catalogue.</summary>
    public IEnumerable<string> PartNumbers() =>
        Catalogue.ReadCorpus().Select(product => JsonNode.Parse(product.Json.Span)!["metadata"]!["sku"]!.GetValue<string>());

    /// <summary>The engine's own hits.</summary>
    public Task<ShopHit[]> DirectAsync(string query) => SearchAsync(_direct, query, null);

    /// <summary>The hits through the sidecar, which has to rerank them.</summary>
    public Task<ShopHit[]> ThroughAsync(string query) => SearchAsync(_through, query, "reranked");

    /// <summary>The hits of the engine's own search with the crossing in it.</summary>
    public async Task<ShopHit[]> CrossedAsync(RerankForm form, string query)
    {
        var search = SearchShapeReader.Read("", Encoding.UTF8.GetBytes(Body(query)), new());
        Assert.Equal((query, null), (query, search.ReasonAgainst(form, _dialect!.Family)));
        var package = _model.Package;
        var script = EngineScript
            .For(package.Crossing, package.Fingerprint, package.TypicalSimilarity, _dialect.Family, new("twinbert"))!
            .Write(await _model.QueryEncoder.EncodeAsync(search.QueryText, Cancellation), package.Manifest.Blend.ModelWeight);
        var crossed = form == RerankForm.Wrap
            ? CrossedSearchWriter.Wrap(search, script, _dialect)
            : CrossedSearchWriter.Rescore(search, script, 100, _dialect);
        return await AskAsync(_direct, Encoding.UTF8.GetString(crossed.Body.Span), null);
    }

    public async ValueTask DisposeAsync()
    {
        (await _direct.DeleteAsync("/" + _index, CancellationToken.None)).Dispose();
        _direct.Dispose();
        _through.Dispose();
        await _sidecar.DisposeAsync();
        _model.Dispose();
    }

    private async Task FillAsync()
    {
        const string Mapping = """
            {"settings":{"number_of_shards":1,"number_of_replicas":0},"mappings":{"properties":{
            "title":{"type":"text","analyzer":"english"},"text":{"type":"text","analyzer":"english"},"available":{"type":"boolean"},"sold":{"type":"integer"},
            "metadata":{"properties":{"sku":{"type":"text"},"brand":{"type":"keyword"},"category":{"type":"keyword"}}}}}}
            """;
        await SendAsync(_through, HttpMethod.Put, "/" + _index, Mapping, "application/json");
        var lines = new StringBuilder();
        foreach (var (i, product) in Catalogue.ReadCorpus().Index())
        {
            var source = JsonNode.Parse(product.Json.Span)!.AsObject();
            source.Remove("_id");
            source["available"] = i % 4 != 0;
            source["sold"] = i * 7919 % 1000;
            lines.Append("{\"index\":{\"_id\":").Append(JsonSerializer.Serialize(product.Id)).Append("}}\n").Append(source.ToJsonString()).Append('\n');
        }

        var written = await SendAsync(_through, HttpMethod.Post, $"/{_index}/_bulk?refresh=true", lines.ToString(), "application/x-ndjson");
        Assert.Contains("\"errors\":false", written, StringComparison.Ordinal);
    }

    private Task<ShopHit[]> SearchAsync(HttpClient client, string query, string? verdict) => AskAsync(client, Body(query), verdict);

    private static string Body(string query) => $$"""{"size":100,"_source":["available"],"query":{{query}}}""";

    private async Task<ShopHit[]> AskAsync(HttpClient client, string search, string? verdict)
    {
        var body = await SendAsync(client, HttpMethod.Post, $"/{_index}/_search", search, "application/json", verdict);
        using var json = JsonDocument.Parse(body);
        return [.. json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => new ShopHit(
            hit.GetProperty("_id").GetString()!, hit.GetProperty("_source").GetProperty("available").GetBoolean(), hit.GetProperty("_score").GetSingle()))];
    }

    private static async Task<string> SendAsync(HttpClient client, HttpMethod method, string target, string body, string type, string? verdict = null)
    {
        using var request = new HttpRequestMessage(method, target) { Content = new StringContent(body, Encoding.UTF8, type) };
        using var response = await client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        if (verdict is not null)
        {
            Assert.StartsWith(verdict, response.Headers.GetValues("X-TwinBert").Single(), StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A hit.</summary>
    /// <param name="Id">The product.</param>
    /// <param name="IsAvailable">Whether it can be had.</param>
    /// <param name="Score">Its score.</param>
    internal readonly record struct ShopHit(string Id, bool IsAvailable, float Score);
}
