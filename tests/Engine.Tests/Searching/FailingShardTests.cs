using System.Text;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>
/// Several indices of which one does not take what is sent: the client gets what its own search finds, all of it.
/// </summary>
public sealed class FailingShardTests(RealEngines engines)
{
    private const string Plain = """{"query":{"match":{"title":"item boot"}},"size":50}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_OneShardThatRefusesWhatIsSent_IsTheClientsOwnWithAllHits(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        await WriteOthersAsync(await engines.GetAsync(kind), fixture.Embedded + "2");

        foreach (var query in new[] { "", "?filter_path=hits.hits._id,hits.hits._score" })
        {
            var answer = await UntilFailedAsync(fixture, "/@*/_search" + query, Plain);

            Assert.Equal(query.Length == 0 ? "shards_failed" : "widening_refused", answer.Verdict!.Reason?.Name);
            Assert.Equal(SearchingDocuments.Count + 2, answer.Hits.Count);
            Assert.Equal(query.Length == 0, answer.Body.Contains("\"failed\":0", StringComparison.Ordinal));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task MultiSearch_OneShardThatRefusesWhatIsSent_SendsTheClientsOwnOfThatSearchAlone(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        await WriteOthersAsync(await engines.GetAsync(kind), fixture.Embedded + "2");
        await UntilFailedAsync(fixture, "/@*/_search", Plain);
        await fixture.UntilAsync(Plain, "rescore");

        var answer = await fixture.ThroughAsync("POST", "/_msearch", $"{{\"index\":\"@*\"}}\n{Plain}\n{{\"index\":\"@\"}}\n{Plain}\n");

        Assert.Equal(["failed", "reranked"], answer.Verdict!.Items!.Select(item => item.Status.Name));
        Assert.DoesNotContain("\"failed\":1", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("twinbert", answer.Body, StringComparison.Ordinal);
    }

    private static async Task<SearchingAnswer> UntilFailedAsync(SearchingFixture fixture, string target, string body)
    {
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (true)
        {
            var answer = await fixture.ThroughAsync("POST", target, body);
            if (answer.Verdict!.Status == RerankStatus.Failed)
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < end, answer.Verdict.ToString());
            await Task.Delay(100, Cancellation);
        }
    }

    // Fewer hits than the sidecar asks for may be rescored there.
    private static async Task WriteOthersAsync(Uri engine, string index)
    {
        using var client = new HttpClient { BaseAddress = engine };
        const string Settings = """
            {"settings":{"number_of_shards":1,"number_of_replicas":0,"max_rescore_window":5},"mappings":{"properties":{"title":{"type":"text"}}}}
            """;
        using var created = await client.PutAsync(index, new StringContent(Settings, Encoding.UTF8, "application/json"), Cancellation);
        Assert.True(created.IsSuccessStatusCode);
        const string Bulk = """
            {"index":{"_id":"100"}}
            {"title":"red boot item","price":1}
            {"index":{"_id":"101"}}
            {"title":"blue boot item","price":2}

            """;
        using var filled = await client.PostAsync($"{index}/_bulk?refresh=true", new StringContent(Bulk, Encoding.UTF8, "application/x-ndjson"), Cancellation);
        Assert.Contains("\"errors\":false", await filled.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
