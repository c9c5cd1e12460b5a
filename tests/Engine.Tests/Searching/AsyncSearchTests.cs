using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>Asynchronous searches, of an Elasticsearch that has them.</summary>
public sealed class AsyncSearchTests(RealEngines engines)
{
    private const string Plain = """{"query":{"match":{"title":"item boot"}},"size":15}""";

    [Theory]
    [InlineData(EngineKind.Elasticsearch8)]
    [InlineData(EngineKind.Elasticsearch9)]
    public async Task Search_ThatIsAnsweredLater_IsRankedByTheEngine(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        const string Target = "/@/_async_search?wait_for_completion_timeout=20s&keep_on_completion=true&keep_alive=1m";

        // A build without the module says so, through the sidecar as by itself.
        if (await fixture.DirectAsync("POST", Target, Plain) is { Status: not 200 } refusal)
        {
            Assert.Contains("no handler found", refusal.Body, StringComparison.Ordinal);
            var through = await fixture.ThroughAsync("POST", Target, Plain);
            Assert.Equal((refusal.Status, refusal.Body.Length), (through.Status, through.Body.Length));
            return;
        }

        var page = await fixture.UntilAsync(Plain, "rescore");

        var submitted = await fixture.ThroughAsync("POST", Target, Plain);
        using var json = JsonDocument.Parse(submitted.Body);
        var later = await fixture.ThroughAsync("GET", "/_async_search/" + json.RootElement.GetProperty("id").GetString());

        Assert.Equal((RerankStatus.Reranked, "rescore"), (submitted.Verdict!.Status, submitted.Verdict.Plan));
        foreach (var answer in new[] { submitted, later })
        {
            using var body = JsonDocument.Parse(answer.Body);
            var hits = body.RootElement.GetProperty("response").GetProperty("hits").GetProperty("hits").EnumerateArray();
            Assert.Equal(page.Hits.Select(hit => $"{hit.Id}"), hits.Select(hit => hit.GetProperty("_id").GetString()));
            Assert.DoesNotContain("text_hash", answer.Body, StringComparison.Ordinal);
        }
    }
}
