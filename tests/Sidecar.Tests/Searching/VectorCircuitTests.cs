using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class VectorCircuitTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";
    private const string Refused = """{"error":{"type":"parsing_exception","reason":"no"},"status":400}""";
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Search_WiderOneRefusedAgainAndAgain_IsNotAskedForUntilAProbeSucceeds()
    {
        var refuses = true;
        await using var fixture = await StartAsync();
        AnswerWidened(fixture, engine => refuses ? ScriptedUpstream.Json(Refused, 400) : engine);

        Assert.Equal(
            ["widening_refused", "widening_refused", "vectors_open"],
            [await ReasonAsync(fixture), await ReasonAsync(fixture), await ReasonAsync(fixture)]);
        Assert.Equal((5, Search), (fixture.Upstream.Seen.Count, fixture.Upstream.Last.Text));
        Assert.Equal("open", await StateAsync(fixture, "products*"));

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("half_open", await StateAsync(fixture, "products*"));
        Assert.Equal(["widening_refused", "vectors_open"], [await ReasonAsync(fixture), await ReasonAsync(fixture)]);

        _time.Advance(TimeSpan.FromSeconds(5));
        refuses = false;
        Assert.Equal([null, null], [await ReasonAsync(fixture), await ReasonAsync(fixture)]);
        Assert.Equal("closed", await StateAsync(fixture, "products*"));
    }

    [Theory]
    [InlineData(429, "open")]
    [InlineData(503, "open")]
    [InlineData(401, "closed")]
    [InlineData(404, "closed")]
    public async Task Search_AnyOtherErrorOfTheWiderOne_SparesTheEngineOursWhereItIsOverloadedOrBroken(int status, string state)
    {
        await using var fixture = await StartAsync();
        AnswerWidened(fixture, _ => ScriptedUpstream.Json(Refused, status));

        Assert.Equal(["engine_error", "engine_error"], [await ReasonAsync(fixture), await ReasonAsync(fixture)]);

        Assert.Equal((2, state), (fixture.Upstream.Seen.Count, await StateAsync(fixture, "products*")));
    }

    [Fact]
    public async Task Search_ClientsOwnRefusedToo_ShowsNothing()
    {
        await using var fixture = await StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json(Refused, 400);

        Assert.Equal(["engine_error", "engine_error", "engine_error"], [await ReasonAsync(fixture), await ReasonAsync(fixture), await ReasonAsync(fixture)]);
        Assert.Equal("closed", await StateAsync(fixture, "products*"));
    }

    [Fact]
    public async Task Search_SuccessBetween_BeginsTheCountAnew()
    {
        var refuses = true;
        await using var fixture = await StartAsync();
        AnswerWidened(fixture, engine => (refuses = !refuses) ? engine : ScriptedUpstream.Json(Refused, 400));

        Assert.Equal(
            ["widening_refused", null, "widening_refused", null],
            [await ReasonAsync(fixture), await ReasonAsync(fixture), await ReasonAsync(fixture), await ReasonAsync(fixture)]);
    }

    [Fact]
    public async Task Search_OneIndexOfAPatternRefuses_LeavesTheOthersOfItAlone()
    {
        await using var fixture = await StartAsync();
        AnswerWidened(
            fixture,
            engine => context => (context.Request.Path.StartsWithSegments("/products-small") ? ScriptedUpstream.Json(Refused, 400) : engine)(context));

        Assert.Equal(
            ["widening_refused", "widening_refused", "vectors_open"],
            [await ReasonAsync(fixture, "products-small"), await ReasonAsync(fixture, "products-small"), await ReasonAsync(fixture, "products-small")]);

        Assert.Null(await ReasonAsync(fixture));
        Assert.Equal("open", await StateAsync(fixture, "products*"));
    }

    [Theory]
    [InlineData("{\"query\":{\"match\":{\"title\":\"tie boot\"}},\"size\":3}", "400")]
    [InlineData("{\"query\":{\"match\":{\"title\":\"tie boot\"}},\"size\":3,\"from\":8}", null)]
    [InlineData("{\"query\":{\"match\":{\"title\":\"tie boot\"}},\"size\":3,\"docvalue_fields\":[\"a\",\"b\"]}", null)]
    [InlineData("{\"query\":{\"match\":{\"title\":\"tie boot\"}},\"size\":3,\"\\u0061ggs\":{\"a\":{\"terms\":{\"field\":\"n\"}}}}", null)]
    [InlineData("{\"query\":{\"bool\":{\"must\":{\"match\":{\"title\":\"tie boot\"}},\"filter\":{\"\\u0073cript\":{\"script\":\"1/0\"}}}},\"size\":3}", null)]
    [InlineData("{\"query\":{\"match\":{\"title\":\"tie boot\"}},\"size\":3,\"_source\":{\"\\ud800\":1}}", null)]
    public async Task Search_RefusedForWhatItAsksItself_SwitchesNothingOffForOthers(string body, string? window)
    {
        await using var fixture = await StartAsync();
        var refuses = true;
        AnswerWidened(fixture, engine => refuses ? ScriptedUpstream.Json(Refused, 400) : engine);

        for (var i = 0; i < 3; i++)
        {
            Assert.NotEqual("vectors_open", await ReasonAsync(fixture, "products", body, window));
        }

        refuses = false;
        Assert.Null(await ReasonAsync(fixture));
    }

    [Fact]
    public async Task MultiSearch_EngineOverloaded_IsOneFailureOfAnIndex()
    {
        await using var fixture = await StartAsync();
        AnswerWidened(fixture, _ => ScriptedUpstream.Json(Refused, 503));

        (await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines("{}", Search, "{}", Search, "{}", Search))).Dispose();

        Assert.Equal("closed", await StateAsync(fixture, "products*"));
    }

    [Fact]
    public async Task MultiSearch_OneIndexRefuses_LeavesOnlyItsSearchesToTheEngine()
    {
        const string Shoes = """{"index":"shoes"}""";
        await using var fixture = await StartAsync();
        fixture.Upstream.Answer = new ScriptedSearches(fixture.Upstream, SearchRerankTests.Index(fixture))
        {
            Instead = (header, body) => header == Shoes && body.Contains("docvalue_fields", StringComparison.Ordinal) ? Refused : null,
        }.AnswerAsync;

        Assert.Equal(["failed:widening_refused", "reranked"], await EndsAsync(fixture, Shoes));
        Assert.Equal(["failed:widening_refused", "reranked"], await EndsAsync(fixture, Shoes));
        Assert.Equal(["skipped:vectors_open", "reranked"], await EndsAsync(fixture, Shoes));

        Assert.Contains($"{Shoes}\n{Search}\n", fixture.Upstream.Last.Text, StringComparison.Ordinal);
        Assert.Equal(("open", "closed"), (await StateAsync(fixture, "shoes"), await StateAsync(fixture, "products*")));
    }

    private Task<SidecarFixture> StartAsync() => SearchRerankTests.StartAsync(settings => settings with
    {
        TimeProvider = _time,
        Options = settings.Options with
        {
            Limits = settings.Options.Limits with { BreakAfterFailures = 2, BreakDuration = TimeSpan.FromSeconds(5) },
            Indices = new(settings.Options.Indices) { ["shoes"] = new() { TextFields = ["title"], Window = 10 } },
        },
    });

    private static void AnswerWidened(SidecarFixture fixture, Func<RequestDelegate, RequestDelegate> answer)
    {
        var engine = fixture.Upstream.Answer;
        fixture.Upstream.Answer = async context =>
        {
            context.Request.EnableBuffering();
            var body = System.Text.Encoding.UTF8.GetString(await SeenRequest.ReadAsync(context));
            context.Request.Body.Position = 0;
            await (body.Contains("docvalue_fields", StringComparison.Ordinal) ? answer(engine) : engine)(context);
        };
    }

    private static async Task<string?> ReasonAsync(SidecarFixture fixture, string index = "products", string body = Search, string? window = null)
    {
        (string, string)[] headers = window is null ? [] : [("X-TwinBert-Window", window)];
        return (await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", $"/{index}/_search", SearchRerankTests.Json(body), headers))).Verdict.Reason?.Name;
    }

    private static async Task<IEnumerable<string>> EndsAsync(SidecarFixture fixture, string header)
    {
        var answer = await MultiSearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines(header, Search, "{}", Search)));
        Assert.Equal(HttpStatusCode.OK, answer.Response.StatusCode);
        return answer.Ends;
    }

    private static async Task<string?> StateAsync(SidecarFixture fixture, string pattern)
    {
        using var answer = await fixture.SendAsync("GET", "/_twinbert/status");
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return status.RootElement.GetProperty("vectors").GetProperty(pattern).GetString();
    }
}
