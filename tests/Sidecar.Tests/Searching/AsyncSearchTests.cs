using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class AsyncSearchTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}}}""";
    private const string Target = "/products/_async_search?keep_on_completion=true&wait_for_completion_timeout=1s&keep_alive=1m";
    private const string Done = """
        {"id":"x","is_partial":false,"is_running":false,"response":{"took":1,"_shards":{"total":1,"failed":0},"hits":{"hits":[{"_id":"7","_source":{"n":1e3,"twinbert":{"model":"m"}}}]}}}
        """;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(Done)]
    [InlineData("""{"id":"x","is_partial":true,"is_running":true,"response":{"took":1,"_shards":{"total":9,"failed":0},"hits":{"hits":[]}}}""")]
    public async Task Submit_EngineThatRunsTheScript_IsSentWithTheCrossingAndAnsweredWithoutTheEmbedding(string answered)
    {
        await using var fixture = await CrossingFixture.StartAsync("auto", _ => answered);

        var (header, body) = await UntilAsync(fixture, "reranked; plan=rescore");

        Assert.StartsWith("reranked; plan=rescore; ms=", header, StringComparison.Ordinal);
        Assert.Equal(answered.Replace(",\"twinbert\":{\"model\":\"m\"}", "", StringComparison.Ordinal), body);
        Assert.Contains("function_score", fixture.Upstream.Last.Text, StringComparison.Ordinal);
        Assert.Equal(Target, fixture.Upstream.Last.Target);
    }

    [Theory]
    [InlineData("""{"id":"x","is_running":false,"response":{"took":1,"_shards":{"total":2,"failed":1},"hits":{"hits":[]}}}""", "shards_failed")]
    [InlineData("""{"id":"x","is_running":false,"response":{"_shards":{"failed":2}},"error":{"type":"script_exception"},"status":400}""", "response_unreadable")]
    public async Task Submit_ShardsThatFailOnTheScript_IsAnsweredByTheClientsOwn(string answered, string reason)
    {
        await using var fixture = await CrossingFixture.StartAsync("auto", text => text == Search ? Done : answered);

        var (header, body) = await UntilAsync(fixture, "failed; reason=" + reason);

        Assert.StartsWith("failed; reason=" + reason, header, StringComparison.Ordinal);
        Assert.Equal(Search, fixture.Upstream.Last.Text);
        Assert.Contains("\"_id\":\"7\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_PlanWindow_IsLeftToTheEngine()
    {
        await using var fixture = await CrossingFixture.StartAsync("window", _ => Done);

        Assert.Equal("skipped; reason=async_search", (await SendAsync(fixture, "POST", Target, Search)).Header);
    }

    [Fact]
    public async Task Get_ResultOfASearch_IsTheEnginesWithoutTheEmbedding()
    {
        await using var fixture = await CrossingFixture.StartAsync("auto", _ => Done);

        var (_, body) = await SendAsync(fixture, "GET", "/_async_search/x", null);

        Assert.Equal(Done.Replace(",\"twinbert\":{\"model\":\"m\"}", "", StringComparison.Ordinal), body);
        Assert.Equal("", fixture.Upstream.Last.Text);
    }

    private static async Task<(string Header, string Body)> UntilAsync(SidecarFixture fixture, string verdict)
    {
        var end = DateTime.UtcNow + Patience;
        while (true)
        {
            var answer = await SendAsync(fixture, "POST", Target, Search);
            if (answer.Header.StartsWith(verdict, StringComparison.Ordinal))
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < end, answer.Header);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(string Header, string Body)> SendAsync(SidecarFixture fixture, string method, string target, string? body)
    {
        using var response = await fixture.SendAsync(method, target, body is null ? null : SearchRerankTests.Json(body));
        return (response.Headers.GetValues("X-TwinBert").Single(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
