using System.Text;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>Documents that engines take and store, and the JSON standard does not: each is embedded like the others, and keeps every byte.</summary>
public sealed class OddDocumentTests(RealEngines engines)
{
    private static readonly Dictionary<string, byte[]> Odd = new()
    {
        ["mark"] = [0xEF, 0xBB, 0xBF, .. "{\"title\":\"drill\"}"u8],
        ["half-escaped"] = "{\"title\":\"a\\ud800b\"}"u8.ToArray(),
        ["half-raw"] = [.. "{\"title\":\"a"u8, 0xED, 0xA0, 0x80, .. "b\"}"u8],
        ["half-name"] = "{\"n\\ud800\":1,\"title\":\"drill\"}"u8.ToArray(),
        ["long-form"] = [.. "{\"title\":\"a"u8, 0xC1, 0x81, .. "b\"}"u8],
        ["nul"] = "{\"title\":\"a\\u0000b\"}"u8.ToArray(),
        ["noncharacter"] = [.. "{\"title\":\"a"u8, 0xEF, 0xBF, 0xBF, .. "b\"}"u8],
        ["comment"] = "{\"title\":\"drill\"/* a \" } */}"u8.ToArray(),
    };

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_AmongOthers_EmbedsThemAll(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(
            engines,
            kind,
            """{"settings":{"number_of_shards":1},"mappings":{"dynamic":false,"properties":{"title":{"type":"text"}}}}""");
        await index.LoadAsync(BackfillTests.Documents(20));
        foreach (var (id, source) in Odd)
        {
            var stored = await index.Calls.SendAsync(
                new ClusterCall(HttpMethod.Put, $"/{index.Name}/_doc/{id}?refresh=true", source),
                TestContext.Current.CancellationToken);
            Assert.True(stored.IsSuccess, EngineError.Describe(stored));
        }

        using var first = new BackfillBench(index);
        var report = await first.RunAsync();
        using var second = new BackfillBench(index);
        var again = await second.RunAsync();

        Assert.Equal((28L, 0L, null), (report.Counters.Embedded, report.Counters.Lost, report.Failure));
        Assert.Equal((0L, 28L), (again.Counters.Embedded, again.Counters.UpToDate));
        foreach (var (id, source) in Odd)
        {
            await AssertKeptAsync(index, id, source);
        }
    }

    private static async Task AssertKeptAsync(EngineIndex index, string id, byte[] source)
    {
        var target = $"/{index.Name}/_doc/{id}" + (index.Identity.Dialect.LeavesVectorsOut ? "?_source_exclude_vectors=false" : "");
        var answer = (await index.Calls.SendAsync(new ClusterCall(HttpMethod.Get, target), TestContext.Current.CancellationToken)).Body.ToArray();
        var start = answer.AsSpan().IndexOf("\"_source\":"u8) + 10;
        var from = answer.AsSpan().IndexOf(",\"twinbert\":{"u8);
        Assert.True(from > 0, $"{id} has no embedding: {Encoding.UTF8.GetString(answer)}");
        var to = answer.AsSpan(from).IndexOf("}"u8) + from + 1;
        byte[] kept = [.. answer[start..from], .. answer[to..^1]];
        Assert.Equal(source, kept);
    }
}
