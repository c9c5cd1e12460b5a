using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Visibility;

/// <summary>A search is reranked only for callers who may see all text that the vectors were made of.</summary>
public sealed class TextVisibilityTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";
    private const string Title = """{"fields":{"title":{"text":{"type":"text"}}}}""";
    private const string Both = """{"fields":{"title":{"text":{"type":"text"}},"brand":{"text":{"type":"text"}}}}""";
    private const string Hides = """{"indices":[{"names":["p*"],"field_security":[{"grant":["title"]}]}]}""";
    private const string HidesNothing = """{"indices":[{"names":["p*"],"privileges":["read"]}]}""";
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _asked = new();

    [Theory]
    [InlineData(200, HidesNothing, null, null, null)]
    [InlineData(200, Hides, Title, null, "hidden_fields")]
    [InlineData(200, Hides, Both, null, null)]
    [InlineData(200, Hides, Title, Title, "hidden_fields")]
    [InlineData(400, "{\"error\":\"Cannot retrieve privileges for API keys\"}", Both, null, null)]
    [InlineData(400, "{\"error\":\"Cannot retrieve privileges for API keys\"}", Title, null, "hidden_fields")]
    [InlineData(400, "{\"error\":\"Cannot retrieve privileges for API keys\"}", Title, Both, "hidden_fields")]
    [InlineData(400, "{\"error\":\"Cannot retrieve privileges for API keys\"}", Title, Title, null)]
    [InlineData(403, "{}", Both, null, null)]
    [InlineData(503, "{}", Both, null, "fields_unknown")]
    [InlineData(200, Hides, "[]", null, "fields_unknown")]
    public async Task Search_ByWhatTheEngineSaysOfTheCaller_IsRerankedOrNot(int status, string privileges, string? seen, string? seenByOperator, string? reason)
    {
        await using var fixture = await StartAsync(status, privileges, seen, seenByOperator);

        Assert.Equal(reason, await SearchAsync(fixture));
        Assert.Equal(reason, await SearchAsync(fixture));

        // Known the second time, it is not asked for more than it would be without the sidecar.
        Assert.Equal(reason is null, fixture.Upstream.LastSearch.Text.Contains("docvalue_fields", StringComparison.Ordinal));
        Assert.Single(_asked, question => question.EndsWith("_privileges", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Search_AMinuteLater_IsAskedAboutAgain()
    {
        await using var fixture = await StartAsync(200, Hides, Title, null);
        Assert.Equal("hidden_fields", await SearchAsync(fixture));
        fixture.Upstream.Questions["/_security/user/_privileges"] = ScriptedUpstream.Json(HidesNothing);

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("hidden_fields", await SearchAsync(fixture));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await SearchAsync(fixture));
    }

    [Fact]
    public async Task Search_OfAnotherCaller_IsAskedAboutByItself()
    {
        await using var fixture = await StartAsync(200, Hides, Title, null);
        Assert.Equal("hidden_fields", await SearchAsync(fixture));

        fixture.Upstream.Questions["/_security/user/_privileges"] = ScriptedUpstream.Json(HidesNothing);

        Assert.Equal((null, "hidden_fields"), (await SearchAsync(fixture, ("Authorization", "Basic other")), await SearchAsync(fixture)));
    }

    [Fact]
    public async Task Search_ClusterWithoutSecurity_IsAskedAboutOnceForAllCallers()
    {
        await using var fixture = await StartAsync(400, """{"error":"no handler found for uri [/_security/user/_privileges]"}""", null, null);

        Assert.Equal([null, null], [await SearchAsync(fixture), await SearchAsync(fixture, ("Authorization", "Basic other"))]);

        Assert.Single(_asked);
    }

    [Fact]
    public async Task Search_OfSeveralIndices_HasToShowTheTextOfAll()
    {
        await using var fixture = await StartAsync(200, Hides, Title, null);

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/titles,products/_search", SearchRerankTests.Json(Search)));
        var alone = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/titles/_search", SearchRerankTests.Json(Search)));

        Assert.Equal(("hidden_fields", null), (answer.Verdict.Reason?.Name, alone.Verdict.Reason?.Name));
    }

    [Fact]
    public async Task MultiSearch_HiddenText_IsTheEnginesOwn()
    {
        await using var fixture = await StartAsync(200, Hides, Title, null);
        await SearchAsync(fixture);
        fixture.Upstream.Answer = new ScriptedSearches(fixture.Upstream, SearchRerankTests.Index(fixture)).AnswerAsync;

        var several = await MultiSearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines("{}", Search)));

        Assert.Equal(["skipped:hidden_fields"], several.Ends);
        Assert.Equal($"{{}}\n{Search}\n", fixture.Upstream.Last.Text);
    }

    private static async Task<string?> SearchAsync(SidecarFixture fixture, params (string, string)[] headers) =>
        (await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search), headers))).Verdict.Reason?.Name;

    private async Task<SidecarFixture> StartAsync(int status, string privileges, string? seen, string? seenByOperator)
    {
        var fixture = await SearchRerankTests.StartAsync(settings => settings with
        {
            TimeProvider = _time,
            Options = settings.Options with
            {
                Indices = new()
                {
                    ["products*"] = new() { TextFields = ["title", "brand"], Window = 10 },
                    ["titles"] = new() { TextFields = ["title"], Window = 10 },
                },
                Upstream = seenByOperator is null ? settings.Options.Upstream : settings.Options.Upstream with { ApiKey = "operator" },
            },
        });
        fixture.Upstream.Questions["/_security/user/_privileges"] = context =>
        {
            _asked.Enqueue(context.Request.Path);
            return ScriptedUpstream.Json(privileges, status)(context);
        };
        var index = fixture.Upstream.Answer;
        fixture.Upstream.Answer = context => !context.Request.Path.Value!.EndsWith("_field_caps", StringComparison.Ordinal) ? index(context)
            : ScriptedUpstream.Json((context.Request.Headers.Authorization == "ApiKey operator" ? seenByOperator : seen) ?? "{}")(context);
        return fixture;
    }
}
