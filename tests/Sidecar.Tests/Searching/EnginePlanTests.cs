using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class EnginePlanTests
{
    private const string Sorted = """{"query":{"match":{"title":"tie boot"}},"sort":["_score","price"]}""";
    private const string Plain = """{"query":{"match":{"title":"tie boot"}}}""";
    private const string Page = """{"took":1,"hits":{"hits":[{"_id":"7","_score":1e0,"_source":{"n":1e3,"twinbert":{"model":"m"}}}]}}""";
    private static readonly RequestDelegate Runs = ScriptedUpstream.Json("""{"_shards":{"failed":0}}""");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("auto", Plain, "rescore", "\"rescore\":[{\"window_size\":10,")]
    [InlineData("auto", Plain, "wrap", "{\"query\":{\"function_score\":{\"query\":{\"match\":{\"title\":\"tie boot\"}},\"script_score\":", 500)]
    [InlineData("auto", Sorted, "wrap", "{\"query\":{\"function_score\":{\"query\":{\"match\":{\"title\":\"tie boot\"}},\"script_score\":")]
    [InlineData("wrap", Plain, "wrap", "{\"query\":{\"function_score\":{\"query\":{\"match\":{\"title\":\"tie boot\"}},\"script_score\":")]
    public async Task Search_EngineThatRunsTheScript_IsSentOnceAndItsPageGoesBackWithoutTheEmbedding(
        string plan, string body, string name, string part, long documents = 501)
    {
        await using var fixture = await StartAsync(plan, ScriptedUpstream.Json(Page), Runs, documents);

        var answer = await UntilAsync(fixture, body, verdict => verdict.Plan == name);

        Assert.Equal($"reranked; plan={name}; ms=", answer.Header[..answer.Header.LastIndexOf("ms=", StringComparison.Ordinal)] + "ms=");
        Assert.Equal(Page.Replace(",\"twinbert\":{\"model\":\"m\"}", "", StringComparison.Ordinal), answer.Body);
        Assert.Contains(part, fixture.Upstream.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"_shards":{"failed":1}}""", 200, 5, "plan_refused")]
    [InlineData("""{"error":"scripts are off"}""", 400, 5, "plan_refused")]
    [InlineData("""{"_shards":{"failed":0}}""", 200, 100_001, "index_too_large")]
    public async Task Search_EngineThatCannotOrShouldNot_GoesOnAsTheClientWroteIt(string probe, int status, long documents, string reason)
    {
        await using var fixture = await StartAsync("auto", ScriptedUpstream.Json(Page), ScriptedUpstream.Json(probe, status), documents);

        var answer = await UntilAsync(fixture, Sorted, verdict => verdict.Reason?.Name == reason);

        Assert.Equal(RerankStatus.Skipped, answer.Verdict.Status);
        Assert.Equal(Sorted, fixture.Upstream.Last.Text);
    }

    [Fact]
    public async Task Search_ScriptThatTheEngineRefusesAllTheSame_IsAnsweredByTheClientsOwnOnce()
    {
        await using var fixture = await StartAsync("auto", context => context.Request.Headers.ContentLength == Sorted.Length
            ? ScriptedUpstream.Json(Page)(context)
            : ScriptedUpstream.Json("""{"error":{"type":"script_exception"},"status":400}""", 400)(context));

        var answer = await UntilAsync(fixture, Sorted, verdict => verdict.Status == RerankStatus.Failed);

        Assert.Equal("failed; reason=widening_refused; stage=search; party=engine", answer.Header);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(Sorted, fixture.Upstream.Last.Text);
    }

    [Theory]
    [InlineData("", """{"took":1,"_shards":{"total":2,"failed":1},"hits":{"hits":[]}}""", 200)]
    [InlineData("?filter_path=hits.hits._id", """{"error":{"type":"search_phase_execution_exception"},"status":503}""", 503)]
    [InlineData("?format=yaml", "---\nerror: {}", 429)]
    public async Task Search_ShardsThatFailOnTheScript_IsAnsweredByTheClientsOwn(string query, string answered, int status)
    {
        await using var fixture = await StartAsync("auto", context => context.Request.Headers.ContentLength == Sorted.Length
            ? ScriptedUpstream.Json(Page)(context)
            : ScriptedUpstream.Json(answered, status)(context));

        var answer = await UntilAsync(fixture, Sorted, verdict => verdict.Status == RerankStatus.Failed, query);

        Assert.Equal("failed; reason=shards_failed; stage=search; party=engine", answer.Header);
        Assert.Equal((HttpStatusCode.OK, Sorted), (answer.Status, fixture.Upstream.Last.Text));
        var crossed = fixture.Upstream.Seen.Last(request => request.Text.Contains("function_score", StringComparison.Ordinal));
        Assert.Equal(query.Length > 0, crossed.Target.Contains("allow_partial_search_results=false", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Search_ShardsThatFailAgainAndAgain_IsNoLongerSentWithTheScript()
    {
        await using var fixture = await StartAsync("auto", context => context.Request.Headers.ContentLength == Sorted.Length
            ? ScriptedUpstream.Json(Page)(context)
            : ScriptedUpstream.Json("""{"took":1,"_shards":{"total":2,"failed":1},"hits":{"hits":[]}}""")(context));

        var answer = await UntilAsync(fixture, Sorted, verdict => verdict.Status == RerankStatus.Skipped && verdict.Reason != RerankReason.PlanUnknown);

        Assert.Equal(RerankReason.PlanRefused, answer.Verdict.Reason);
    }

    [Theory]
    [InlineData(Plain, "wrap")]
    [InlineData(Sorted, null)]
    public async Task Search_PlanThatCameToNothingSeveralTimes_TakesTheNextThatBearsIt(string body, string? next)
    {
        var refused = next is null ? "function_score" : "window_size";
        var upstream = default(ScriptedUpstream);
        await using var fixture = await StartAsync("auto", context => upstream!.Last.Text.Contains(refused, StringComparison.Ordinal)
            ? ScriptedUpstream.Json("""{"error":{"type":"script_exception"},"status":400}""", 400)(context)
            : ScriptedUpstream.Json(Page)(context));
        upstream = fixture.Upstream;

        var answer = await UntilAsync(fixture, body, verdict => next is null ? verdict.Reason?.Name == "plan_refused" : verdict.Plan == next);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Search_ExplanationThatBreaksOff_IsThePageWithoutIt()
    {
        var upstream = default(ScriptedUpstream);
        await using var fixture = await StartAsync("auto", context =>
        {
            if (upstream!.Last.Text.Contains("\"track_total_hits\":false", StringComparison.Ordinal))
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return ScriptedUpstream.Json(Page)(context);
        });
        upstream = fixture.Upstream;
        var plain = await UntilAsync(fixture, Sorted, verdict => verdict.Plan == "wrap");

        var explained = await SendAsync(fixture, Sorted, headers: ("X-TwinBert-Explain", "true"));

        Assert.Equal((HttpStatusCode.OK, plain.Body), (explained.Status, explained.Body));
        Assert.Contains("track_total_hits", fixture.Upstream.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OfAnIndexWithoutEmbeddings_IsNotSentWithACrossing()
    {
        await using var fixture = await StartAsync("auto", ScriptedUpstream.Json(Page), Runs, 501, embedded: 0);

        var answer = await UntilAsync(fixture, Sorted, verdict => verdict.Reason?.Name == "no_embeddings");
        using var report = await fixture.SendAsync("GET", "/_twinbert/status");
        using var status = JsonDocument.Parse(await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(RerankStatus.Skipped, answer.Verdict.Status);
        Assert.Equal(Sorted, fixture.Upstream.Last.Text);
        Assert.Equal(
            """{"products*":{"searched":"products","runs_script":true,"documents":501,"embedded":0}}""",
            status.RootElement.GetProperty("coverage").GetRawText());
    }

    [Fact]
    public async Task Search_OfACallerWhoMayNotAskWhatAnIndexBears_SaysNothingToOthers()
    {
        var time = new FakeTimeProvider();
        var isForbidden = true;
        await using var fixture = await StartAsync(
            "auto",
            ScriptedUpstream.Json(Page),
            context => ScriptedUpstream.Json("""{"_shards":{"failed":0}}""", isForbidden ? 403 : 200)(context),
            5,
            time);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("skipped; reason=plan_unknown", (await SendAsync(fixture, Sorted)).Header);
        }

        isForbidden = false;
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("wrap", (await UntilAsync(fixture, Sorted, verdict => verdict.Status == RerankStatus.Reranked)).Verdict.Plan);
    }

    [Fact]
    public async Task Search_PlanInTheRequest_WinsOverTheSettings()
    {
        await using var fixture = await StartAsync("window", ScriptedUpstream.Json(Page));

        var answer = await UntilAsync(fixture, Sorted, verdict => verdict.Plan == "wrap", "", ("X-TwinBert-Plan", "auto"));
        var unknown = await SendAsync(fixture, Sorted, "", ("X-TwinBert-Plan", "engine"));
        var own = await SendAsync(fixture, Sorted);

        Assert.Equal(RerankStatus.Reranked, answer.Verdict.Status);
        Assert.Equal("skipped; reason=invalid_hint", unknown.Header);
        Assert.Equal("skipped; reason=sort", own.Header);
    }

    private static Task<SidecarFixture> StartAsync(string plan, RequestDelegate search) =>
        StartAsync(plan, search, Runs, 501);

    private static async Task<SidecarFixture> StartAsync(
        string plan, RequestDelegate search, RequestDelegate probe, long documents, TimeProvider? time = null, long? embedded = null)
    {
        var fixture = await SidecarFixture.StartAsync(settings => settings with
        {
            Options = settings.Options with { Indices = new() { ["products*"] = new() { TextFields = ["title"], Window = 10, Plan = plan } } },
            TimeProvider = time ?? TimeProvider.System,
            Model = settings.Model with { Heads = [new(new TwinBert.Model.Crossing.CosineCrossing(settings.Model.Dimensions), 0)] },
        });
        var count = ScriptedUpstream.Json(
            $$$$"""{"hits":{"total":{"value":{{{{documents}}}}}},"aggregations":{"embedded":{"doc_count":{{{{embedded ?? documents}}}}}}}""");
        fixture.Upstream.Answer = async context =>
        {
            await fixture.Upstream.Last.KeepBodyAsync(context);
            var filter = context.Request.Query["filter_path"].ToString();
            await (filter == "_shards" ? probe : filter.Contains("aggregations", StringComparison.Ordinal) ? count : search)(context);
        };
        return fixture;
    }

    // What an index bears is found out beside the first search that needs it.
    private static async Task<Answer> UntilAsync(
        SidecarFixture fixture, string body, Func<RerankVerdict, bool> isIt, string query = "", params (string Name, string Value)[] headers)
    {
        var end = DateTime.UtcNow + Patience;
        while (true)
        {
            var answer = await SendAsync(fixture, body, query, headers);
            if (isIt(answer.Verdict))
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < end, answer.Header);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<Answer> SendAsync(SidecarFixture fixture, string body, string query = "", params (string Name, string Value)[] headers)
    {
        using var response = await fixture.SendAsync("POST", "/products/_search" + query, SearchRerankTests.Json(body), headers);
        var header = response.Headers.GetValues("X-TwinBert").Single();
        Assert.True(RerankVerdict.TryParse(header, out var verdict));
        return new(header, verdict, response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed record Answer(string Header, RerankVerdict Verdict, HttpStatusCode Status, string Body);
}
