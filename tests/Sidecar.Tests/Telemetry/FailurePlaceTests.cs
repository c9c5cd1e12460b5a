using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

public sealed class FailurePlaceTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";

    [Theory]
    [InlineData(false, "failed; reason=encoder; stage=encode; party=model")]
    [InlineData(true, "failed; reason=response_unreadable; stage=read; party=engine")]
    public async Task Verdict_OfAFailure_NamesStageAndPartyInHeaderAndMetric(bool engineFails, string header)
    {
        var encoder = new ScriptedEncoder((_, _) => throw new EncodingException("no encoder today"));
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with { Model = SidecarFixture.Model(encoder) });
        fixture.Upstream.Answer = engineFails ? ScriptedUpstream.Json("{}") : fixture.Upstream.Answer;
        var measured = new ConcurrentQueue<string>();
        using var listener = Listen(measured);

        using var answer = await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search));
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(header, Assert.Single(answer.Headers.GetValues("X-TwinBert")));
        // The request is measured after its last byte; other tests measure theirs into the same meter.
        while (!measured.Contains(header))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Of_EveryReasonToFail_HasAPlace()
    {
        // What the sidecar itself fails with, by its documentation in SearchReason: anything that is neither the client's choice nor the search's form.
        string[] places =
        [
            "vectors_open",
            "mapping_mismatch",
            "engine_unknown",
            "fields_unknown",
            "engine_error",
            "overloaded",
            "buffers_full",
            "encoder_open",
            "encoder",
            "crossing",
            "deadline",
            "widening_refused",
            "response_too_large",
            "response_unreadable",
        ];
        var reasons = typeof(SearchReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(places.Order(StringComparer.Ordinal), reasons.Where(reason => FailurePlace.Of(reason) is not null).Order(StringComparer.Ordinal));
    }

    private static MeterListener Listen(ConcurrentQueue<string> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "twinbert.rerank.duration")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var byName = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            measured.Enqueue(
                $"{byName["twinbert.rerank.outcome"]}; reason={byName.GetValueOrDefault("twinbert.rerank.reason")}; "
                    + $"stage={byName.GetValueOrDefault("twinbert.rerank.stage")}; party={byName.GetValueOrDefault("twinbert.rerank.party")}");
        });
        listener.Start();
        return listener;
    }
}
