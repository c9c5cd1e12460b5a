using Microsoft.Extensions.Logging.Abstractions;
using TwinBert.Configuration;
using TwinBert.Model.Crossing;
using TwinBert.Protocol;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class SearchRankingTests
{
    private static readonly ServedIndices Indices = new(
        new Dictionary<string, IndexOptions> { ["shop"] = new() { TextFields = ["title"] } },
        _ => SidecarFixture.Model(new HashEncoder()) with { Heads = [new(new CosineCrossing(new HashEncoder().Dimensions), 0)] },
        new());

    [Theory]
    [InlineData(true, "reranked; plan=wrap;")]
    [InlineData(false, "failed; reason=deadline; stage=budget; party=sidecar")]
    public async Task RunAsync_AfterAllOwnTime_SaysFailedOnlyOfAPageThatIsNotRankedYet(bool byEngine, string verdict)
    {
        using var attempt = Attempt(byEngine);
        var answer = attempt.Plan!.Read("""{"hits":{"hits":[{"_id":"1","_score":1}]}}"""u8.ToArray())!;
        var ranking = new SearchRanking(new FailureLog(TimeProvider.System, NullLogger<FailureLog>.Instance), TimeProvider.System);
        var encoders = new QueryEncoders([attempt.Search!.Index.Model], new KnownCallers(), new LimitOptions(), TimeProvider.System);
        using var over = new OwnTime(TimeSpan.Zero, TimeProvider.System).Expire(CancellationToken.None);

        var ranked = await ranking.RunAsync(attempt, answer, new(encoders.Open([], default, CancellationToken.None), new TrustedCaller()), over);

        Assert.StartsWith(verdict, ranked.Verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Leave_BeforeAnythingWasSent_ShowsNothingOfThePlan()
    {
        using var attempt = Attempt(byEngine: true);
        var failures = 0;
        var circuit = new CircuitBreaker(1, TimeSpan.FromMinutes(1), TimeProvider.System);
        attempt.Circuit = new("shop", circuit.TryBegin(), () => failures++);

        attempt.Leave(RerankReason.Deadline);

        Assert.Null(attempt.Circuit);
        Assert.Equal((0, CircuitState.Closed), (failures, circuit.State));
    }

    private static SearchAttempt Attempt(bool byEngine)
    {
        var index = Indices.FindAll("shop")!;
        var shape = SearchShapeReader.Read("", """{"query":{"match":{"title":"boot"}}}"""u8.ToArray(), new());
        var dialect = SearchDialect.For(EngineFamily.Elasticsearch);
        return new SearchAttempt("shop", new EligibleSearch("shop", index, shape, dialect))
        {
            Plan = byEngine
                ? new EnginePlan(
                    shape,
                    dialect,
                    new() { Form = RerankForm.Wrap, Script = index.Scripts[EngineFamily.Elasticsearch]!, ModelWeight = 1, Window = 5 })
                : new WindowPlan(shape.Window.Request!, dialect, index.Windows),
        };
    }
}
