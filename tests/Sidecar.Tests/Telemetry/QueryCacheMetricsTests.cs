using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Status;
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

        Assert.Equal([("twinbert.query_cache.lookups", 4, "hit"), ("twinbert.query_cache.lookups", 2, "miss")], seen);
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

    private static List<(string Instrument, long Lookups, object? Result)> Observe(ScriptedCache? cache, Action before)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var models = new ServedModels(SidecarFixture.Model(new HashEncoder()) with { QueryCache = cache }, new Dictionary<string, ServedModel>());
        var limits = new LimitOptions();
        var parts = new ObservedParts(
            models,
            new QueryEncoders(models.All, new KnownCallers(), limits, TimeProvider.System),
            new PlanCircuits(new ServedIndices(new Dictionary<string, IndexOptions>(), models.Of, new()), limits, TimeProvider.System),
            Knowledge: null!, // of an engine, which is not looked at
            new BodyBuffers(limits));
        _ = new SidecarGauges(meters, new Observed { Parts = parts });
        var seen = new List<(string, long, object?)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            // Other tests' instruments are published here too.
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name == "twinbert.query_cache.lookups")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => seen.Add((instrument.Name, count, tags[0].Value)));
        listener.Start();
        before();
        listener.RecordObservableInstruments();
        return seen;
    }
}
