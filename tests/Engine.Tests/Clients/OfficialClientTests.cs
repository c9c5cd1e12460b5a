using TwinBert.Configuration;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Clients;

/// <summary>
/// The official JavaScript clients in all that an ordinary application does with them: whatever it sees of the engine, it sees through the sidecar,
/// errors with their classes, headers and bodies included. Reranked pages may differ in order and scores, and in nothing else.
/// </summary>
public sealed class OfficialClientTests(RealEngines engines, JavaScriptSample sample)
{
    private static readonly string[] Reranked =
    [
        "search its alias", "search", "search an alias with a filter", "search several indices", "search by the address", "search second "
            + "page", "aggregations", "highlight",
        "post filter", "fields", "bool and function score", "hits without total object", "msearch",
    ];

    // Where the engine has templates, and knows the media type.
    private static readonly string[] Elsewhere = ["search template", "multi search template", "media type of Elasticsearch 8"];

    [Theory]
    [InlineData(EngineKind.Elasticsearch8, "elasticsearch8")]
    [InlineData(EngineKind.Elasticsearch9, "elasticsearch9")]
    [InlineData(EngineKind.Elasticsearch9, "elasticsearch8")]
    [InlineData(EngineKind.OpenSearch2, "opensearch")]
    public async Task Application_ThroughASidecar_SeesWhatTheEngineShows(EngineKind kind, string flavour)
    {
        var engine = await engines.GetAsync(kind);
        await using var sidecar = await ClientSidecar.StartAsync(engine);
        var index = "products-application-" + flavour;

        var direct = await sample.RunAsync("application.mjs", engine, flavour, index);
        var through = await sample.RunAsync("application.mjs", sidecar.Url, flavour, index);

        Assert.Equal(direct.Select(ApplicationStep.Name), through.Select(ApplicationStep.Name));
        Assert.DoesNotContain(direct, step => ApplicationStep.Verdict(step).Length > 0);
        Assert.Equal(Reranked, through.Where(ApplicationStep.IsReranked).Select(ApplicationStep.Name).Except(Elsewhere));
        Assert.All(
            direct.Zip(through),
            pair => Assert.Equal(ApplicationStep.Comparable(pair.First, pair.Second), ApplicationStep.Comparable(pair.Second, pair.Second)));
    }

    [Theory]
    [InlineData(EngineKind.Elasticsearch8, "elasticsearch8")]
    [InlineData(EngineKind.Elasticsearch9, "elasticsearch9")]
    [InlineData(EngineKind.OpenSearch2, "opensearch")]
    public async Task Sniffing_SidecarWithAPublishAddress_KeepsTheClientThere(EngineKind kind, string flavour)
    {
        await using var sidecar = await ClientSidecar.StartAsync(await engines.GetAsync(kind), TwinBertOptions.AddressOfRequest);

        var steps = await sample.RunAsync("sniffing.mjs", sidecar.Url, flavour, "products-sniffed");

        Assert.Equal("[true]", steps[0]["value"]!.ToJsonString());
        Assert.StartsWith("skipped; reason=", ApplicationStep.Verdict(steps[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_OfElasticsearch9OnElasticsearch8_IsRefusedInTheSameWay()
    {
        var engine = await engines.GetAsync(EngineKind.Elasticsearch8);
        await using var sidecar = await ClientSidecar.StartAsync(engine);

        var direct = await sample.RunAsync("refused.mjs", engine, "elasticsearch9", "products-refused");
        var through = await sample.RunAsync("refused.mjs", sidecar.Url, "elasticsearch9", "products-refused");

        Assert.All(direct.Skip(1), step => Assert.Equal("ResponseError", step["error"]?["name"]?.GetValue<string>()));
        Assert.Equal(direct.Select(step => step.ToJsonString()), through.Select(step => step.ToJsonString()));
    }
}
