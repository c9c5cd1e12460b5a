using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>
/// Documents that engines store and give no readable answer with: what comes behind them is swallowed, or the connection is broken off. Each is lost with
/// its reason, and costs no other.
/// </summary>
public sealed class UnreadableDocumentTests(RealEngines engines)
{
    private static readonly Dictionary<string, byte[]> Unreadable = new()
    {
        ["comment-behind"] = "{\"title\":\"drill\"} // x"u8.ToArray(),
        ["comment-before"] = "/* a */{\"title\":\"drill\"}"u8.ToArray(),
        ["utf-16-le"] = Encoding.Unicode.GetBytes("{\"title\":\"drill\"}"),
        ["utf-16-be"] = Encoding.BigEndianUnicode.GetBytes("{\"title\":\"drill\"}"),
        ["utf-32"] = new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes("{\"title\":\"drill\"}"),
    };

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_AmongOthers_LosesThemAlone(EngineKind kind)
    {
        await using var index = await CreateAsync(kind);
        await index.LoadAsync(BackfillTests.Documents(150));
        var stored = new List<string>();
        foreach (var (id, source) in Unreadable)
        {
            if (await StoreAsync(index, id, source))
            {
                stored.Add(id);
            }

            await index.PutAsync(id + "-next", """{"title":"after it"}""");
        }

        using var bench = new BackfillBench(index);
        var report = await bench.RunAsync();

        Assert.Contains("comment-behind", stored);
        Assert.Contains("utf-16-le", stored);
        Assert.Null(report.Failure);
        Assert.Equal((155, stored.Count), (report.Counters.Embedded, report.Counters.Lost));
        var lines = await File.ReadAllLinesAsync(bench.DeadLetters.Path, TestContext.Current.CancellationToken);
        Assert.Equal(stored.Order(), lines.Select(line => (string?)JsonNode.Parse(line)!["id"]).Order());
        Assert.All(lines, line => Assert.Contains("no readable answer", line, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_WrittenMeanwhileByAnother_LosesThemAlone(EngineKind kind)
    {
        await using var index = await CreateAsync(kind);
        await index.LoadAsync(BackfillTests.Documents(20));
        using var bench = new BackfillBench(index)
        {
            Between = calls => new ActingBetween(calls, 1, async () =>
            {
                await index.PutAsync("4", """{"title":"written by somebody else"}""");
                Assert.True(await StoreAsync(index, "5", Unreadable["comment-behind"]));
                if (!await StoreAsync(index, "6", Unreadable["comment-before"]))
                {
                    Assert.True(await StoreAsync(index, "6", Unreadable["utf-16-le"]));
                }
            }),
        };

        var report = await bench.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal(18, report.Counters.Embedded);
        var lines = await File.ReadAllLinesAsync(bench.DeadLetters.Path, TestContext.Current.CancellationToken);
        Assert.Equal(["5", "6"], lines.Select(line => (string?)JsonNode.Parse(line)!["id"]).Distinct().Order());
    }

    private Task<EngineIndex> CreateAsync(EngineKind kind) => EngineIndex.CreateAsync(
        engines,
        kind,
        """{"settings":{"number_of_shards":1},"mappings":{"dynamic":false,"properties":{"title":{"type":"text"}}}}""");

    // Engines differ in which of these they take.
    private static async Task<bool> StoreAsync(EngineIndex index, string id, byte[] source)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"/{index.Name}/_doc/{id}?refresh=true");
        return (await index.Calls.SendAsync(new ClusterCall(HttpMethod.Put, target, source), TestContext.Current.CancellationToken)).IsSuccess;
    }
}
