using System.Text.Json;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

public sealed class QueryCacheMetricsTests
{
    [Fact]
    public void Lookups_Observed_AreTheCachesByResult()
    {
        var cache = new ScriptedCache { Lookups = (0, 1) };
        var seen = Observe(cache, () => cache.Lookups = (4, 2));

        Assert.Equal([(4, "hit"), (2, "miss")], seen);
    }

    [Fact]
    public void Lookups_WithoutACache_AreNotEmitted() => Assert.Empty(Observe(null, () => { }));

    [Theory]
    [InlineData(true, """{"hits":3,"misses":5}""")]
    [InlineData(false, null)]
    public async Task Status_WithAndWithoutACache_SaysWhatItFound(bool cached, string? expected)
    {
        await using var fixture = await SidecarFixture.StartAsync(settings =>
            settings with { Model = settings.Model with { QueryCache = cached ? new ScriptedCache { Lookups = (3, 5) } : null } });

        using var answer = await fixture.SendAsync("GET", "/_twinbert/status");
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(expected, status.RootElement.TryGetProperty("query_cache", out var cache) ? cache.GetRawText() : null);
    }

    private static List<(long Lookups, object? Result)> Observe(ScriptedCache? cache, Action before)
    {
        var models = new ServedModels(SidecarFixture.Model(new HashEncoder()) with { QueryCache = cache }, new Dictionary<string, ServedModel>());
        return [.. ObservedGauge.Look("twinbert.query_cache.lookups", models, _ => before()).Select(seen => (seen.Value, seen.Tags[0].Value))];
    }
}
