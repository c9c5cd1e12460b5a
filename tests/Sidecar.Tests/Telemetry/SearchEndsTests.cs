using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using TwinBert.Model.Encoding;
using TwinBert.Protocol;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

public sealed class SearchEndsTests
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
    public void Table_HasARowForEveryReasonOfTheProtocol()
    {
        var reasons = typeof(RerankReason).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => (RerankReason)property.GetValue(null)!);

        Assert.Equal(reasons.Select(reason => reason.Name).Order(), SearchEnds.Reasons.Select(reason => reason.Name).Order());
    }

    [Fact]
    public void Table_NamesAPartyWithEachStage_AndAStageOfEachFailure() => Assert.All(SearchEnds.Reasons, reason =>
    {
        var end = SearchEnds.Of(reason);
        Assert.Equal(end.Stage is null, end.Party is null);
        Assert.True(end.Stage is not null || (end.Status == RerankStatus.Skipped && !end.IsLogged), reason.Name);
    });

    [Fact]
    public void Of_AReasonThatNobodyKnows_ShowsNothing() => Assert.Equal(CircuitEffect.None, SearchEnds.Of(new RerankReason("from_the_future")).Effect);

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
