using System.Globalization;
using TwinBert.Backfill.Settings;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

public sealed class BackfillTests(RealEngines engines)
{
    private static readonly string Model = HashEncoder.TestFingerprint.Value;

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_DocumentsWrittenBefore_AllGetEmbeddings(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Documents(300));
        using var bench = new BackfillBench(index);

        var report = await bench.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((300, 300, 0), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.Lost));
        Assert.Equal((300, 300, 0), (report.Coverage!.Total, report.Coverage.Current, report.Coverage.Missing));
        Assert.Equal(300, await index.EmbeddedAsync(Model));
        Assert.False(File.Exists(bench.Checkpoint.Path));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_Again_FindsAllUpToDateAndWritesNothing(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Documents(50));
        using var bench = new BackfillBench(index);
        await bench.RunAsync();
        var before = await index.GetAsync("_doc/7");

        var report = await bench.RunAsync();

        Assert.Equal((0, 50), (report.Counters.Embedded, report.Counters.UpToDate));
        Assert.Equal(before, await index.GetAsync("_doc/7"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_TextChangedBehindItsBack_EmbedsOnlyTheStale(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Documents(40));
        using var bench = new BackfillBench(index);
        await bench.RunAsync();
        await index.SendAsync(HttpMethod.Post, "_update/3?refresh=true", """{"doc":{"title":"another title altogether"}}""");

        var report = await bench.RunAsync();

        Assert.Equal((1, 39), (report.Counters.Embedded, report.Counters.UpToDate));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_AnotherModel_ReplacesItsEmbeddings(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Documents(20));
        using var bench = new BackfillBench(index);
        await bench.RunAsync();
        await index.SendAsync(HttpMethod.Post, "_update/5?refresh=true", """{"doc":{"twinbert":{"model":"ffffffffffff"}}}""");
        using var missing = new BackfillBench(index) { Options = new() { Mode = BackfillMode.Missing } };

        var report = await missing.RunAsync();

        Assert.Equal((1, 1), (report.Counters.Scanned, report.Counters.Embedded));
        Assert.Equal(20, await index.EmbeddedAsync(Model));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_ModelNamedWithoutItsVector_IsMissingAndGetsOne(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Documents(20));
        using var bench = new BackfillBench(index);
        await bench.RunAsync();
        await index.PutAsync(
            "5",
            $$$"""{"title":"written back as Elasticsearch 9 shows it","twinbert":{"model":"{{{Model}}}","text_hash":"0123456789abcdef"}}""");
        using var missing = new BackfillBench(index) { Options = new() { Mode = BackfillMode.Missing } };
        using var dry = new BackfillBench(index) { Options = new() { DryRun = true } };

        var before = await dry.RunAsync();
        var report = await missing.RunAsync();

        Assert.Equal((19, 1), (before.Coverage!.Current, before.Coverage.Missing));
        Assert.Equal((1, 1), (report.Counters.Scanned, report.Counters.Embedded));
        Assert.Equal((20, 0), (report.Coverage!.Current, report.Coverage.Missing));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_All_EmbedsEveryDocumentOnce(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Documents(60));
        using var first = new BackfillBench(index);
        await first.RunAsync();
        using var bench = new BackfillBench(index) { Options = new() { Mode = BackfillMode.All, BatchDocuments = 7 } };

        var report = await bench.RunAsync();

        Assert.Equal((60, 60), (report.Counters.Scanned, report.Counters.Embedded));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_DryRun_CountsAndChangesNothing(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync([.. Documents(30), """{"price":1}"""]);
        var mapping = await index.GetAsync("_mapping");
        var document = await index.GetAsync("_doc/7");
        using var bench = new BackfillBench(index) { Options = new() { DryRun = true } };

        var report = await bench.RunAsync();

        Assert.Equal((31, 30, 1), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.NoText));
        Assert.Equal(mapping, await index.GetAsync("_mapping"));
        Assert.Equal(document, await index.GetAsync("_doc/7"));
        Assert.False(File.Exists(bench.Checkpoint.Path));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_StoppedAfterSomeBatches_ResumesWhereItWas(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Documents(200));
        using var stop = new CancellationTokenSource();

        // The queues hold two batches and each stage one: when the sixth is encoded, the first is certainly written.
        var encoder = new StoppingEncoder(batches: 6, stop);
        using var bench = new BackfillBench(index) { Options = new() { Mode = BackfillMode.All, BatchDocuments = 20 }, Encoder = encoder };
        var plan = await bench.PlanAsync();

        var stopped = await bench.RunUntilAsync(plan, stop);
        var embeddedThen = await index.EmbeddedAsync(Model);
        var resumed = await bench.RunAllAsync(await bench.PlanAsync());

        Assert.True(stopped.IsInterrupted);
        Assert.InRange(embeddedThen, 1, 180);
        Assert.Equal(200, await index.EmbeddedAsync(Model));
        var report = Assert.Single(resumed.Indices);
        Assert.Equal(200, report.Counters.Embedded);
        Assert.Equal(200 - embeddedThen, report.ThisRun.Embedded);
    }

    public static IEnumerable<string> Documents(int count) =>
        Enumerable.Range(0, count).Select(
            i => string.Create(CultureInfo.InvariantCulture, $$"""{"title":"article {{i}}","text":"words of number {{i * 7}}","price":{{i}}.50}"""));
}
