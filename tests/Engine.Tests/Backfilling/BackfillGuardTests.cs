using System.Globalization;
using System.Text.Json;
using TwinBert.Backfill.Running;
using TwinBert.Backfill.Settings;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>A backfill writes into the very index that it read, and into no other; and what it could not write it takes up again.</summary>
public sealed class BackfillGuardTests(RealEngines engines)
{
    private const string AliasPrefix = "twinbert-run-";
    private static readonly BackfillOptions SmallBatches = new() { BatchDocuments = 20 };

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    public static TheoryData<EngineKind, bool> EnginesBothWays => new(Enum.GetValues<EngineKind>().SelectMany(kind => new[] { (kind, false), (kind, true) }));

    [Theory]
    [MemberData(nameof(EnginesBothWays))]
    public async Task RunAsync_IndexMadeAnewWithTheSameIds_KeepsItsNewContent(EngineKind kind, bool withoutAlias)
    {
        const string One = """{"settings":{"number_of_shards":1}}""";
        await using var index = await EngineIndex.CreateAsync(engines, kind, One);
        await index.LoadAsync(BackfillTests.Documents(100));
        using var bench = new BackfillBench(index)
        {
            Options = SmallBatches with { Guard = new GuardOptions { WithoutAlias = withoutAlias } },
            Between = calls => new ActingBetween(calls, 3, async () =>
            {
                await index.SendAsync(HttpMethod.Delete, "");
                await index.SendAsync(HttpMethod.Put, "", One);
                await index.LoadAsync(Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"title":"new {{i}}"}""")));
            }) { Afterwards = withoutAlias },
        };

        var report = await bench.RunAsync();

        Assert.True(report.IsReplaced);
        Assert.Contains("made anew", report.Failure, StringComparison.Ordinal);
        Assert.Equal(100, await index.CountAsync());
        Assert.Equal(100, await index.CountAsync("""{"match":{"title":"new"}}"""));
        Assert.DoesNotContain("twinbert", await index.GetAsync("_mapping"), StringComparison.Ordinal);
        Assert.DoesNotContain(AliasPrefix, await index.GetAsync("_alias"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_IndexDeleted_IsNotMadeAgain(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(60));
        using var bench = new BackfillBench(index)
        {
            Options = SmallBatches,
            Between = calls => new ActingBetween(calls, 2, () => index.SendAsync(HttpMethod.Delete, "")),
        };

        var report = await bench.RunAsync();

        Assert.True(report.IsReplaced);
        Assert.Contains("was deleted while it was backfilled", report.Failure, StringComparison.Ordinal);
        Assert.Equal("{}", await index.GetAsync($"/{index.Name}*/_settings"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_OneOfTwoIndicesDeleted_TheOtherIsFinished(EngineKind kind)
    {
        await using var one = await EngineIndex.CreateAsync(engines, kind);
        await using var two = await EngineIndex.CreateAsync(engines, kind);
        await one.LoadAsync(BackfillTests.Documents(40));
        await two.LoadAsync(BackfillTests.Documents(40));
        using var bench = new BackfillBench(one)
        {
            Options = SmallBatches,
            Between = calls => new ActingBetween(calls, 2, () => one.SendAsync(HttpMethod.Delete, "")),
        };

        var report = await bench.RunAllAsync(await bench.PlanAsync(one.Name, two.Name));

        Assert.Equal([true, false], report.Indices.Select(index => index.IsReplaced));
        Assert.Equal(40, report.Indices[1].Coverage!.Current);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_WriteBlockInTheMiddle_TheNextRunTakesWhatWasLeft(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(100));
        var blocking = new ActingBetween(index.Calls, 2, () => index.SendAsync(HttpMethod.Put, "_settings", """{"index.blocks.write":true}"""));
        using var bench = new BackfillBench(index) { Options = SmallBatches, Between = _ => blocking };

        var stopped = await bench.RunAsync();
        await index.SendAsync(HttpMethod.Put, "_settings", """{"index.blocks.write":null}""");
        var resumed = await bench.RunAsync();

        Assert.Contains("cluster_block_exception", stopped.Failure, StringComparison.Ordinal);
        AssertTakenUp(stopped, resumed, 100);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_ClosedInTheMiddle_TheNextRunTakesWhatWasLeft(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(100));
        var closing = new ActingBetween(index.Calls, 2, () => index.SendAsync(HttpMethod.Post, "_close"));
        using var bench = new BackfillBench(index) { Options = SmallBatches, Between = _ => closing };

        var stopped = await bench.RunAsync();
        await index.SendAsync(HttpMethod.Post, "_open");
        await index.SendAsync(HttpMethod.Get, $"/_cluster/health/{index.Name}?wait_for_status=yellow");
        var resumed = await bench.RunAsync();

        Assert.Contains("index_closed_exception", stopped.Failure, StringComparison.Ordinal);
        AssertTakenUp(stopped, resumed, 100);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_SnapshotRestoredBetweenTwoRuns_EmbedsAllOfIt(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        var repository = $"/_snapshot/{index.Name}";
        await index.SendOrSkipAsync(
            HttpMethod.Put,
            repository,
            $$$"""{"type":"fs","settings":{"location":"{{{index.Name}}}"}}""",
            "the engine has no path.repo for snapshots");
        await index.LoadAsync(BackfillTests.Documents(100));
        await index.SendAsync(
            HttpMethod.Put,
            $"{repository}/before?wait_for_completion=true",
            $$"""{"indices":"{{index.Name}}","include_global_state":false}""");
        using var stop = new CancellationTokenSource();
        using var bench = new BackfillBench(index) { Options = SmallBatches, Encoder = new StoppingEncoder(batches: 5, stop) };

        var stopped = await bench.RunUntilAsync(await bench.PlanAsync(), stop);
        var uuid = await index.GetAsync("_settings?filter_path=*.settings.index.uuid");
        await index.SendAsync(HttpMethod.Post, "_close");
        await index.SendAsync(HttpMethod.Post, $"{repository}/before/_restore?wait_for_completion=true", $$"""{"indices":"{{index.Name}}"}""");
        var resumed = await bench.RunAsync();
        var uuidThen = await index.GetAsync("_settings?filter_path=*.settings.index.uuid");
        await index.RemoveAsync($"{repository}/before");
        await index.RemoveAsync(repository);

        Assert.True(stopped.IsInterrupted);
        Assert.InRange(stopped.Indices[0].Counters.Embedded, 1, 99);
        Assert.Equal(uuid, uuidThen);
        Assert.Equal((100, 100), (resumed.Counters.Scanned, resumed.Counters.Embedded));
        Assert.Equal(100, await index.EmbeddedAsync(HashEncoder.TestFingerprint.Value));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_TwoAtOnce_TheSecondSaysWhereTheFirstIsAndChangesNothing(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(60));
        using var second = new BackfillBench(index);
        string? refused = null;
        string aliases = "", found = "";
        using var bench = new BackfillBench(index)
        {
            Options = SmallBatches,
            Between = calls => new ActingBetween(calls, 2, async () =>
            {
                refused = await second.RefusalAsync(await second.PlanAsync());
                aliases = await index.GetAsync("_alias");
                found = await index.GetAsync($"/{AliasPrefix}*/_settings");
            }),
        };

        var report = await bench.RunAsync();

        Assert.Contains($"Another backfill of '{index.Name}' is running", refused, StringComparison.Ordinal);
        Assert.Null(report.Failure);
        Assert.Equal(60, report.Coverage!.Current);

        // One alias while it runs, which no pattern finds, and none afterwards.
        Assert.Single(JsonElement.Parse(aliases).GetProperty(index.Name).GetProperty("aliases").EnumerateObject());
        Assert.Equal("{}", found);
        Assert.DoesNotContain(AliasPrefix, await index.GetAsync("_alias"), StringComparison.Ordinal);
    }

    private static void AssertTakenUp(IndexReport stopped, IndexReport resumed, int documents)
    {
        Assert.Equal((20, 20, 0), (stopped.Counters.Scanned, stopped.Counters.Embedded, stopped.Counters.Lost));
        Assert.Null(resumed.Failure);
        Assert.Equal(
            (documents, documents, documents - 20, 0),
            (resumed.Counters.Scanned, resumed.Counters.Embedded, resumed.ThisRun.Embedded, resumed.Counters.Lost));
        Assert.Equal(documents, resumed.Coverage!.Current);
    }
}
