using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

/// <summary>How long a search waits to find out which engine it is for, by the test's clock.</summary>
public sealed class EngineKnowledgeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(900, "reranked")]
    [InlineData(1_000, "skipped:engine_unknown")]
    public async Task Search_FirstOfAll_WaitsForASecondApartFromItsBudget(int milliseconds, string end)
    {
        await using var fixture = await StartAsync();
        AnswerAfter(fixture, milliseconds);

        Assert.Equal(end, await SearchAsync(fixture));
    }

    [Fact]
    public async Task Search_NothingKnownAfterASecond_WaitsForItsBudgetAloneUntilTenAreOver()
    {
        await using var fixture = await StartAsync();
        AnswerAfter(fixture, 1_000);
        await SearchAsync(fixture);
        AnswerAfter(fixture, 50);

        Assert.Equal("skipped:engine_unknown", await SearchAsync(fixture));

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("reranked", await SearchAsync(fixture));
    }

    [Fact]
    public async Task Search_KnownLongAgoAndNoNewAnswerInTime_GoesByWhatWasKnown()
    {
        await using var fixture = await StartAsync();
        await SearchAsync(fixture);
        _time.Advance(TimeSpan.FromMinutes(10));
        AnswerAfter(fixture, 50);

        Assert.Equal("failed:deadline", await SearchAsync(fixture));
        Assert.Equal("reranked", await SearchAsync(fixture));
    }

    [Fact]
    public async Task Search_KnownLongAgoAndNewAnswerInTime_IsChargedWithTheWait()
    {
        var crossing = new ScriptedCrossing(_ => _time.Advance(TimeSpan.FromMilliseconds(20)));
        await using var fixture = await StartAsync(crossing);
        await SearchAsync(fixture);
        crossing.HasBegun = true;
        Assert.Equal("reranked", await SearchAsync(fixture));

        _time.Advance(TimeSpan.FromMinutes(10));
        AnswerAfter(fixture, 40);

        Assert.Equal("failed:deadline", await SearchAsync(fixture));
    }

    [Theory]
    [InlineData("/_security/_authenticate", "{\"username\":\"u\"}", "Elasticsearch")]
    [InlineData("/_plugins/_security/authinfo", "{\"user\":\"u\"}", "OpenSearch")]
    public async Task Search_CallerWhoMayNotAskWhoTheEngineIs_IsRerankedByWhatHeMayAsk(string question, string answer, string engine)
    {
        await using var fixture = await StartAsync();
        Refuse(fixture);
        fixture.Upstream.Questions["/_security/user/_privileges"] = ScriptedUpstream.Json("""{"indices":[]}""");
        fixture.Upstream.Questions[question] = engine == "Elasticsearch" ? ScriptedUpstream.Json(answer) : context => context.Response.WriteAsync(answer);

        await SearchAsync(fixture);

        using var status = await fixture.SendAsync("GET", "/_twinbert/status");
        Assert.Contains($"\"engine\":\"{engine}\"", await status.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_CallerWhoMayAskNothing_IsRerankedByWhatAnyAnswerHasShown()
    {
        await using var fixture = await StartAsync();
        Refuse(fixture);
        fixture.Upstream.Questions["/_security/user/_privileges"] = ScriptedUpstream.Json("""{"indices":[]}""");

        Assert.Equal("skipped:engine_unknown", await SearchAsync(fixture));
        Assert.Equal("reranked", await SearchAsync(fixture));
    }

    // As Elasticsearch 8 refuses: without naming itself.
    private static void Refuse(SidecarFixture fixture)
    {
        foreach (var question in new[] { "/", "/_security/_authenticate", "/_plugins/_security/authinfo" })
        {
            fixture.Upstream.Questions[question] = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return context.Response.WriteAsync("""{"status":403}""");
            };
        }
    }

    private void AnswerAfter(SidecarFixture fixture, int milliseconds) =>
        fixture.Upstream.BeforeRoot = () => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private static async Task<string> SearchAsync(SidecarFixture fixture)
    {
        var answer = await SearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json("""{"query":{"match":{"title":"tie boot"}},"size":3}""")));
        return answer.Verdict.Status == RerankStatus.Reranked ? "reranked" : $"{answer.Verdict.Status}:{answer.Verdict.Reason}";
    }

    private Task<SidecarFixture> StartAsync(ScriptedCrossing? crossing = null) => SearchRerankTests.StartAsync(settings => settings with
    {
        Model = crossing is null ? settings.Model : settings.Model with { Heads = [new(crossing, 0)] },
        TimeProvider = _time,
        Options = settings.Options with { Limits = new() { RerankTimeout = Limit } },
    });
}
