using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

public sealed class QueriesWithoutTextTests
{
    [Theory]
    [InlineData("/products/_search", "{\"query\":{\"geo_shape\":{\"at\":\"red shoe\"}}}", "geo_shape")]
    [InlineData("/products/_search", "{\"query\":{\"red shoe\":{}}}", "other")]
    [InlineData("/products/_msearch", "{}\n{\"query\":{\"span_near\":{}}}\n", "span_near")]
    public async Task Search_WithoutText_IsCountedByTheKindOfItsQuery(string target, string body, string kind)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var counted = new ConcurrentQueue<string>();
        using var listener = Listen(counted);

        using var answer = await fixture.SendAsync("POST", target, SearchRerankTests.Json(body));

        // Other tests count into the same meter; only these send such queries.
        Assert.Contains(kind, counted);
        Assert.DoesNotContain(counted, name => name.Contains("red", StringComparison.Ordinal));
    }

    private static MeterListener Listen(ConcurrentQueue<string> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "twinbert.rerank.queries_without_text")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Enqueue($"{tags[0].Value}"));
        listener.Start();
        return listener;
    }
}
