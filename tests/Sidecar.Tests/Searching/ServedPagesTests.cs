using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

/// <summary>Pages of one search come from one order, whatever is found out between them.</summary>
public sealed class ServedPagesTests
{
    private const string Counted = """{"_shards":{"failed":#},"hits":{"total":{"value":501}},"aggregations":{"embedded":{"doc_count":501}}}""";
    private const string First = """{"query":{"match":{"title":"tie boot"}},"sort":["_score","price"],"size":2}""";
    private const string Next = """{"query":{"match":{"title":"tie boot"}},"sort":["_score","price"],"size":5,"search_after":[2.5,7],"_source":false}""";
    private const string Other = """{"query":{"match":{"title":"tie hat"}},"sort":["_score","price"],"size":2}""";
    private const string Page = """{"took":1,"hits":{"hits":[{"_id":"7","_score":1e0}]}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private bool _isProbeAnswered = true;
    private bool _runsScript = true;

    [Fact]
    public async Task Search_LaterPageOfOneInTheEnginesOrder_KeepsToThat()
    {
        _isProbeAnswered = false;
        await using var fixture = await StartAsync();
        Assert.Equal("skipped; reason=plan_unknown", await SendAsync(fixture, First));
        _isProbeAnswered = true;
        _time.Advance(TimeSpan.FromSeconds(6));
        await UntilAsync(fixture, Other, "reranked; plan=wrap");

        Assert.Equal("skipped; reason=earlier_page", await SendAsync(fixture, Next));
        Assert.Equal("skipped; reason=earlier_page", await SendAsync(fixture, Next));
        Assert.Equal(Next, fixture.Upstream.Last.Text);
        await UntilAsync(fixture, First, "reranked; plan=wrap");
        await UntilAsync(fixture, Next, "reranked; plan=wrap");
    }

    [Fact]
    public async Task Search_LaterPageOfOneThatTheEngineRanked_GoesOnWhenOthersDoNot()
    {
        await using var fixture = await StartAsync();
        await UntilAsync(fixture, First, "reranked; plan=wrap");
        _runsScript = false;
        for (var minutes = 0; minutes < 3; minutes++)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            Assert.StartsWith("reranked; plan=wrap", await SendAsync(fixture, Next), StringComparison.Ordinal);
        }

        await UntilAsync(fixture, Other, "skipped; reason=plan_refused");

        Assert.StartsWith("reranked; plan=wrap", await SendAsync(fixture, Next), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(11));
        await UntilAsync(fixture, Next, "skipped; reason=plan_refused");
    }

    [Fact]
    public async Task Search_PageByNumber_ComesFromThePlanOfTheFirst()
    {
        const string Plain = """{"query":{"match":{"title":"tie boot"}},"size":2}""";
        const string Second = """{"query":{"match":{"title":"tie boot"}},"size":2,"from":2}""";
        await using var fixture = await StartAsync();
        await UntilAsync(fixture, Plain, "reranked; plan=rescore");
        _runsScript = false;
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.StartsWith("reranked; plan=rescore", await SendAsync(fixture, Second), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(9));
        await UntilAsync(fixture, Other, "skipped; reason=plan_refused");

        Assert.StartsWith("reranked; plan=rescore", await SendAsync(fixture, Second), StringComparison.Ordinal);
    }

    private async Task<SidecarFixture> StartAsync()
    {
        var fixture = await SidecarFixture.StartAsync(settings => settings with
        {
            Options = settings.Options with { Indices = new() { ["products*"] = new() { TextFields = ["title"], Window = 10, Plan = "auto" } } },
            TimeProvider = _time,
            Model = settings.Model with { Heads = [new(new TwinBert.Model.Crossing.CosineCrossing(settings.Model.Dimensions), 0)] },
        });
        fixture.Upstream.Answer = async context =>
        {
            await fixture.Upstream.Last.KeepBodyAsync(context);
            var isProbe = context.Request.Query.ContainsKey("filter_path");
            await ScriptedUpstream.Json(
                isProbe ? Counted.Replace("#", _runsScript ? "0" : "1", StringComparison.Ordinal) : Page,
                isProbe && !_isProbeAnswered ? 403 : 200)(context);
        };
        return fixture;
    }

    private static async Task UntilAsync(SidecarFixture fixture, string body, string verdict)
    {
        var end = DateTime.UtcNow + Patience;
        for (var header = await SendAsync(fixture, body); !header.StartsWith(verdict, StringComparison.Ordinal); header = await SendAsync(fixture, body))
        {
            Assert.True(DateTime.UtcNow < end, header);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> SendAsync(SidecarFixture fixture, string body)
    {
        using var response = await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(body));
        return response.Headers.GetValues("X-TwinBert").Single();
    }
}
