using System.Text.Json.Nodes;
using TwinBert.DevNode.Hosting;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Clients;

/// <summary>
/// The official JavaScript clients, unchanged but for the URL: the same application runs on the engine and through the sidecar, and must
/// see the same, but for the order of a reranked search.
/// </summary>
public sealed class JavaScriptClientTests(RealEngines engines, JavaScriptSample sample)
{
    private static readonly string[] Searches = ["search", "search page"];

    [Theory]
    [InlineData(EngineKind.Elasticsearch8, "elasticsearch8")]
    [InlineData(EngineKind.Elasticsearch9, "elasticsearch9")]
    [InlineData(EngineKind.OpenSearch2, "opensearch")]
    public async Task OrdinaryUse_ThroughASidecar_SeesWhatTheEngineShows(EngineKind kind, string flavour) =>
        await CompareAsync(await engines.GetAsync(kind), flavour);

    [Theory]
    [InlineData("elasticsearch8")]
    [InlineData("elasticsearch9")]
    public async Task OrdinaryUse_EmbeddedNodeBehindASidecar_SeesWhatTheNodeShows(string flavour)
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), TestContext.Current.CancellationToken);
        await CompareAsync(node.Url, flavour);
    }

    private async Task CompareAsync(Uri engine, string flavour)
    {
        await using var sidecar = await ClientSidecar.StartAsync(engine);
        var index = "products-javascript-" + flavour;

        var direct = await sample.RunAsync(engine, flavour, index);
        var proxied = await sample.RunAsync(sidecar.Url, flavour, index);

        Assert.Equal(direct.Keys, proxied.Keys);
        Assert.All(direct.Keys.Except(Searches), step => Assert.Equal(WithoutVerdict(direct[step]), WithoutVerdict(proxied[step])));
        Assert.All(Searches, step => Assert.StartsWith("reranked; window=11; scored=11; missing=0;", Text(proxied[step], "verdict"), StringComparison.Ordinal));
        Assert.Equal("skipped; reason=sort", Text(proxied["search sorted"], "verdict"));
        Assert.Equal(Text(direct["search"], "total"), Text(proxied["search"], "total"));
        Assert.All(
            proxied["search"]["sources"]!.AsArray(),
            source => Assert.Equal(["sku", "title", "description", "department", "price"], source!.AsObject().Select(field => field.Key)));
        Assert.Equal(Text(direct["search page"], "keys"), Text(proxied["search page"], "keys"));
        Assert.Equal(
            proxied["search"]["ids"]!.AsArray().Skip(2).Take(2).Select(id => id!.ToString()),
            proxied["search page"]["ids"]!.AsArray().Select(id => id!.ToString()));
    }

    private static string Text(JsonObject step, string name) => step[name]?.ToString() ?? "";

    private static string WithoutVerdict(JsonObject step)
    {
        var copy = step.DeepClone().AsObject();
        copy.Remove("verdict");
        return copy.ToJsonString();
    }
}
