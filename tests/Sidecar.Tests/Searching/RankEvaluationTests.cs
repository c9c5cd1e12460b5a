using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class RankEvaluationTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}}}""";
    private const string Target = "/products/_rank_eval";
    private const string Body = """
        {"metric":{"precision":{"k":3}},"requests":[{"id":"a","request":{"query":{"match":{"title":"tie boot"}}},"ratings":[]},{"id":"b","template_id":"t","params":{},"ratings":[]}]}
        """;
    private const string Judged = """{"metric_score":0.5,"details":{"a":{"metric_score":0.5}},"failures":{}}""";
    private const string Failed = """{"metric_score":0.0,"details":{},"failures":{"a":{"error":{"type":"script_exception"}}}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Evaluate_EngineThatRunsTheScript_JudgesTheSearchWithTheCrossingAndLeavesTheTemplate()
    {
        await using var fixture = await CrossingFixture.StartAsync("auto", _ => Judged);

        var (header, body) = await UntilAsync(fixture, "reranked; items=reranked,skipped:search_template; plan=rescore");

        Assert.Contains("model=", header, StringComparison.Ordinal);
        Assert.Equal(Judged, body);
        Assert.Contains("function_score", fixture.Upstream.Last.Text, StringComparison.Ordinal);
        Assert.Contains(""","ratings":[]},{"id":"b","template_id":"t","params":{},"ratings":[]}]}""", fixture.Upstream.Last.Text, StringComparison.Ordinal);
        Assert.Equal(Target, fixture.Upstream.Last.Target);
    }

    [Fact]
    public async Task Evaluate_ASearchFails_IsTheEnginesAnswerToTheClientsOwn()
    {
        await using var fixture = await CrossingFixture.StartAsync("auto", text => text == Body ? Judged : Failed);

        var (header, body) = await UntilAsync(fixture, "failed; reason=");

        Assert.Contains("widening_refused", header, StringComparison.Ordinal);
        Assert.Equal((Body, Judged), (fixture.Upstream.Last.Text, body));
    }

    [Theory]
    [InlineData("window", Body, "skipped; reason=rank_eval")]
    [InlineData("auto", """{"requests":[]}""", "skipped; reason=unreadable_body")]
    [InlineData("auto", """{"requests":[1, {"request":[]}]}""", "skipped; reason=search_template")]
    public async Task Evaluate_NothingToCross_IsLeftToTheEngine(string plan, string body, string verdict)
    {
        await using var fixture = await CrossingFixture.StartAsync(plan, _ => Judged);

        Assert.StartsWith(verdict, (await SendAsync(fixture, Target, body)).Header, StringComparison.Ordinal);
        Assert.Equal(body, fixture.Upstream.Last.Text);
    }

    // What an index bears is found out beside the first search of it.
    private static async Task<(string Header, string Body)> UntilAsync(SidecarFixture fixture, string verdict)
    {
        var end = DateTime.UtcNow + Patience;
        while (true)
        {
            await SendAsync(fixture, "/products/_search", Search);
            var answer = await SendAsync(fixture, Target, Body);
            if (answer.Header.StartsWith(verdict, StringComparison.Ordinal))
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < end, answer.Header);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(string Header, string Body)> SendAsync(SidecarFixture fixture, string target, string body)
    {
        using var response = await fixture.SendAsync("POST", target, SearchRerankTests.Json(body));
        return (response.Headers.GetValues("X-TwinBert").Single(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
