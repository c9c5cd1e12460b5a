using TwinBert.Backfill.Running;
using TwinBert.Backfill.Settings;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>A backfill beside searches that a real engine cannot keep up with.</summary>
public sealed class GovernorTests(RealEngines engines)
{
    private const int Documents = 3_000;
    private const int Searchers = 64;

    // Slow, whatever the engine caches: some tenths of a second for all documents.
    private const string Slow = """
        {"size":0,"track_total_hits":false,"query":{"script_score":{"query":{"match_all":{}},"script":{"source":
        "double sum = 0; for (int i = 0; i < 3000; i++) { sum += Math.sqrt(i) } return sum"}}},"aggs":{"best":{"max":{"script":"_score"}}}}
        """;

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_SearchesQueueUp_SlowsDownAndEmbedsAll(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(Documents));
        using var slowed = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var shares = new Shares(slowed);
        using var bench = new BackfillBench(index)
        {
            // The queue alone, and not that searches take longer for it.
            Options = new BackfillOptions
            {
                BatchDocuments = 8,
                Governor = new() { Interval = TimeSpan.FromMilliseconds(20), SlowestSearches = double.MaxValue },
            },
            Progress = shares,
        };
        var searching = Enumerable.Range(0, Searchers).Select(_ => SearchAsync(index, slowed.Token)).ToArray();

        var report = await bench.RunAsync();

        await slowed.CancelAsync();
        await Task.WhenAll(searching);
        Assert.Equal((null, Documents), (report.Failure, report.Counters.Settled));
        Assert.InRange(shares.Least, 0.1, 0.5);
    }

    // Until the run has slowed down: then it may find its speed again.
    private static async Task SearchAsync(EngineIndex index, CancellationToken slowed)
    {
        while (!slowed.IsCancellationRequested)
        {
            await index.SendAsync(HttpMethod.Post, "_search?request_cache=false", Slow.ReplaceLineEndings(""));
        }
    }

    private sealed class Shares(CancellationTokenSource slowed) : IProgress<BackfillProgress>
    {
        public double Least { get; private set; } = 1;

        public void Report(BackfillProgress value)
        {
            Least = Math.Min(Least, value.Share);
            if (Least < 1)
            {
                slowed.Cancel();
            }
        }
    }
}
