using System.Text.Json.Nodes;
using TwinBert.Configuration;
using TwinBert.Engine.Tests.Writing;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Upkeep;

/// <summary>What a sidecar finds out in the background about embeddings, with the operator's credentials.</summary>
public sealed class FreshnessWatchTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Status_DocumentsWrittenRoundTheSidecar_CountsThemByWhatTheyLack(EngineKind kind)
    {
        await using var fixture = await WritingFixture.StartAsync(engines, kind);
        var index = fixture.Prefix + "-watched";
        foreach (var (id, client) in new[] { ("1", fixture.Through), ("2", fixture.Through), ("3", fixture.Direct) })
        {
            await WritingFixture.SendAsync(client, "PUT", $"/{index}/_doc/{id}", """{"title":"hiking boot"}""");
        }

        await fixture.AskAsync("POST", $"/{index}/_update/2?refresh=true", """{"doc":{"title":"walking boot"}}""");
        await using var sidecar = await SidecarHost.StartAsync(Settings(fixture, enabled: true), Cancel);

        var status = await StatusAsync(sidecar, report => report["freshness"]!["indices"]![index] is not null);

        Assert.Equal(
            """{"fresh":1,"stale":1,"missing":1,"foreign":0,"no_text":0,"sampled":3,"exact":true}""",
            status["freshness"]!["indices"]![index]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Metrics_WhileAModelIsToTakeThePlaceOfAnother_TellHowFarThatIs(EngineKind kind)
    {
        await using var fixture = await WritingFixture.StartAsync(engines, kind);
        var index = fixture.Prefix + "-changed";
        await WritingFixture.SendAsync(fixture.Through, "PUT", $"/{index}/_doc/1", """{"title":"hiking boot"}""");
        await WritingFixture.SendAsync(fixture.Through, "PUT", $"/{index}/_doc/2", """{"title":"walking boot"}""");
        var next = new HashEncoder(24, "fedcba987654");
        var settings = Settings(fixture, enabled: true);
        IndexOptions entry = new() { TextFields = ["title"], Next = new() { Model = "next", EmbeddingField = "twinbert_v2" } };
        settings = settings with
        {
            Options = settings.Options with { Indices = new Dictionary<string, IndexOptions> { [fixture.Prefix + "*"] = entry } },
            ModelsByName = new Dictionary<string, ServedModel> { ["next"] = HashingSidecar.Model(next) },
            ExportsTelemetry = true,
        };
        await using var sidecar = await SidecarHost.StartAsync(settings, Cancel);
        using var through = new HttpClient { BaseAddress = sidecar.Url };
        await WritingFixture.SendAsync(through, "PUT", $"/{index}/_doc/2?refresh=true", """{"title":"walking boot"}""");

        var status = await StatusAsync(sidecar, report => report["freshness"]!["next"]?[index]?["fresh"]!.GetValue<int>() == 1
            && report["freshness"]!["indices"]![index]?["fresh"]!.GetValue<int>() == 2);
        await WritingFixture.SendAsync(through, "POST", $"/{index}/_search", """{"query":{"match":{"title":"boot"}}}""");
        await StatusAsync(sidecar, report => report["generations"]![fixture.Prefix + "*"]!["standby_embedded"]?.GetValue<int>() == 1);
        var metrics = await through.GetStringAsync("/_twinbert/metrics", Cancel);

        Assert.Equal(1, status["freshness"]!["next"]![index]!["missing"]!.GetValue<int>());
        var tags = $"{{twinbert_index=\"{fixture.Prefix}*\",twinbert_model=\"{next.Fingerprint}\"}}";
        Assert.Contains($"twinbert_next_serving{tags} 0", metrics, StringComparison.Ordinal);
        Assert.Contains($"twinbert_next_embedded{tags} 1", metrics, StringComparison.Ordinal);
        Assert.Contains($"twinbert_next_freshness{{twinbert_freshness=\"missing\",twinbert_index=\"{index}\"}} 1", metrics, StringComparison.Ordinal);
        Assert.Contains($"twinbert_index_freshness{{twinbert_freshness=\"fresh\",twinbert_index=\"{index}\"}} 2", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_WithoutCredentials_SaysThatItIsOffAndTheRemedy()
    {
        await using var fixture = await WritingFixture.StartAsync(engines, EngineKind.Elasticsearch8);
        await using var sidecar = await SidecarHost.StartAsync(Settings(fixture, enabled: null), Cancel);

        var freshness = (await StatusAsync(sidecar, _ => true))["freshness"]!;

        Assert.Equal("off", freshness["state"]!.GetValue<string>());
        Assert.Contains("Upstream:ApiKey", freshness["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static SidecarSettings Settings(WritingFixture fixture, bool? enabled)
    {
        var settings = HashingSidecar.Settings(fixture.Direct.BaseAddress!, new() { [fixture.Prefix + "*"] = new() { TextFields = ["title"] } });
        return settings with { Options = settings.Options with { Upkeep = new() { Enabled = enabled } } };
    }

    private static async Task<JsonNode> StatusAsync(SidecarHost sidecar, Func<JsonNode, bool> isThere)
    {
        using var client = new HttpClient { BaseAddress = sidecar.Url };
        while (true)
        {
            var status = JsonNode.Parse(await client.GetStringAsync("/_twinbert/status", Cancel))!;
            if (isThere(status))
            {
                return status;
            }

            await Task.Delay(50, Cancel);
        }
    }
}
