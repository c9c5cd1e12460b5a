using System.Text.Json.Nodes;
using TwinBert.Backfill.Settings;
using TwinBert.Backfill.Tests.Clusters;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Backfill.Tests.Running;

/// <summary>What a cluster can do to a backfill: nothing is lost, nothing is overwritten, and what cannot be done is said.</summary>
public sealed class BackfillFaultTests
{
    [Fact]
    public async Task RunAsync_ClusterBusy_WaitsAsLongAsItAsks()
    {
        using var lab = new BackfillLab(documents: 20);
        var busy = 2;
        lab.Cluster.Answer = call => IsBulk(call) && busy-- > 0 ? new ClusterAnswer(429, default) { RetryAfter = TimeSpan.FromSeconds(17) } : null;

        var report = await lab.RunAsync();

        Assert.Equal((20, 0), (report.Counters.Embedded, report.Counters.Lost));
        Assert.Equal(2, lab.Time.Waits.Count(wait => wait == TimeSpan.FromSeconds(17)));
    }

    [Fact]
    public async Task RunAsync_ClusterBusyWithoutSayingHowLong_WaitsLongerEachTime()
    {
        using var lab = new BackfillLab(documents: 5);
        var busy = 4;
        lab.Cluster.Answer = call => IsBulk(call) && busy-- > 0 ? new ClusterAnswer(503, default) : null;

        var report = await lab.RunAsync();

        Assert.Equal(5, report.Counters.Embedded);
        Assert.Equal(4, lab.Time.Waits.Count);
        Assert.Equal(lab.Time.Waits.Order(), lab.Time.Waits);
        Assert.True(lab.Time.Waits[3] > lab.Time.Waits[0]);
    }

    [Fact]
    public async Task RunAsync_SomeDocumentsRejected_SendsOnlyThoseAgain()
    {
        using var lab = new BackfillLab(documents: 10);
        var rejections = 3;
        lab.Cluster.RefuseWith = id => id is "003" or "007" && rejections-- > 0 ? 429 : null;

        var report = await lab.RunAsync();

        Assert.Equal((10, 0), (report.Counters.Embedded, report.Counters.Lost));
        Assert.Equal([10, 2, 1], lab.Cluster.BulkBodies.Select(Documents));
    }

    [Fact]
    public async Task RunAsync_SomebodyWritesMeanwhile_EmbedsTheirTextAndKeepsIt()
    {
        using var lab = new BackfillLab(documents: 10);
        var once = true;
        lab.Cluster.Answer = call =>
        {
            if (IsBulk(call) && once)
            {
                once = false;
                lab.Cluster.Put("004", """{"title":"written by somebody else","mine":true}""");
            }

            return null;
        };

        var report = await lab.RunAsync();

        Assert.Equal((10, 1, 0, 0), (report.Counters.Embedded, report.Counters.Conflicts, report.Counters.LeftToWriter, report.Counters.Lost));
        Assert.StartsWith("""{"title":"written by somebody else","mine":true,"twinbert":{""", lab.Cluster.Source("004"), StringComparison.Ordinal);
        Assert.Equal(10, lab.Cluster.Embedded(BackfillLab.Model));
    }

    [Fact]
    public async Task RunAsync_SomebodyKeepsWriting_LeavesTheDocumentToThem()
    {
        using var lab = new BackfillLab(documents: 3);
        var writes = 0;
        lab.Cluster.Answer = call =>
        {
            if (IsBulk(call))
            {
                lab.Cluster.Put("001", $$"""{"title":"version {{++writes}}"}""");
            }

            return null;
        };

        var report = await lab.RunAllAsync();

        var index = Assert.Single(report.Indices);
        Assert.True(index.Counters.LeftToWriter > 0);
        Assert.Equal((0, 1, 0), (index.Counters.Lost, index.Behind.Missing, index.Behind.Stale));
        Assert.False(report.IsComplete);
        Assert.Equal($$"""{"title":"version {{writes}}"}""", lab.Cluster.Source("001"));
    }

    [Fact]
    public async Task RunAsync_DocumentDeletedMeanwhile_StaysDeleted()
    {
        using var lab = new BackfillLab(documents: 3);
        var once = true;
        lab.Cluster.Answer = call =>
        {
            if (IsBulk(call) && once)
            {
                once = false;
                lab.Cluster.Delete("001");
            }

            return null;
        };

        var report = await lab.RunAsync();

        Assert.Equal((2, 1, 0), (report.Counters.Embedded, report.Counters.Gone, report.Counters.Lost));
        Assert.Equal(2, report.Coverage!.Total);
    }

    [Fact]
    public async Task RunAsync_ConnectionDroppedAfterTheWrite_DoesNotWriteTwice()
    {
        using var lab = new BackfillLab(documents: 10);
        var once = true;
        lab.Cluster.Afterwards = call =>
        {
            var drops = IsBulk(call) && once;
            once &= !drops;
            return drops ? ClusterAnswer.Unreachable("the connection was dropped") : null;
        };

        var report = await lab.RunAsync();

        Assert.Equal(10, lab.Cluster.Embedded(BackfillLab.Model));
        Assert.Equal((0, 0), (report.Counters.Lost, report.Counters.LeftToWriter));
        Assert.Equal(10, report.Counters.Embedded + report.Counters.UpToDate);
        Assert.Equal(2, lab.Cluster.BulkBodies.Count());
    }

    [Fact]
    public async Task RunAsync_DocumentRefused_IsListedWithTheReason()
    {
        using var lab = new BackfillLab(documents: 10);
        lab.Cluster.RefuseWith = id => id == "006" ? 400 : null;

        var report = await lab.RunAllAsync();

        Assert.Equal((9, 1), (report.Indices[0].Counters.Embedded, report.Indices[0].Counters.Lost));
        Assert.False(report.IsComplete);
        var line = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(lab.DeadLetters.Path, TestContext.Current.CancellationToken)))!;
        Assert.Equal(("products", "006"), ((string?)line["index"], (string?)line["id"]));
        Assert.Equal("HTTP 400: refused_exception: as the test wants", (string?)line["reason"]);
    }

    [Fact]
    public async Task RunAsync_EveryDocumentRefused_StopsInsteadOfListingThemAll()
    {
        using var lab = new BackfillLab(documents: 200);
        lab.Cluster.RefuseWith = _ => 400;

        var report = await lab.RunAsync();

        Assert.Contains("3 batches in a row", report.Failure, StringComparison.Ordinal);
        Assert.Contains("HTTP 400", report.Failure, StringComparison.Ordinal);
        Assert.Equal((0, 0), (report.Counters.Scanned, report.Counters.Lost));
        Assert.False(File.Exists(lab.DeadLetters.Path));
        Assert.True(File.Exists(lab.Checkpoint.Path));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public async Task RunAsync_RefusedInTheMiddle_TheNextRunTakesWhatWasLeft(int status)
    {
        using var lab = new BackfillLab(documents: 100);
        lab.Cluster.RefuseWith = id => string.CompareOrdinal(id, "040") >= 0 ? status : null;
        var stopped = await lab.RunAsync();
        lab.Cluster.RefuseWith = _ => null;

        var resumed = await lab.RunAsync();

        Assert.Contains($"HTTP {status}", stopped.Failure, StringComparison.Ordinal);
        Assert.Equal((40, 40, 0), (stopped.Counters.Scanned, stopped.Counters.Embedded, stopped.Counters.Lost));
        Assert.Null(resumed.Failure);
        Assert.Equal((100, 100, 60, 0), (resumed.Counters.Scanned, resumed.Counters.Embedded, resumed.ThisRun.Embedded, resumed.Counters.Lost));
        Assert.Equal(100, resumed.Coverage!.Current);
    }

    [Fact]
    public async Task RunAsync_TwoBatchesRefusedAndThenOneTaken_ListsTheTwo()
    {
        using var lab = new BackfillLab(documents: 60);
        lab.Cluster.RefuseWith = id => id is [_, '1' or '2', _] ? 400 : null;

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((60, 40, 20), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.Lost));
        Assert.Equal(20, (await File.ReadAllLinesAsync(lab.DeadLetters.Path, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task RunAsync_BodyTooLarge_SendsHalvesAndLosesOnlyWhatNeverFits()
    {
        using var lab = new BackfillLab(documents: 8);
        lab.Cluster.Put("999", $$"""{"title":"{{new string('x', 4000)}}"}""");
        lab.Cluster.Answer = call => IsBulk(call) && call.Body.Length > 3000 ? new ClusterAnswer(413, default) : null;

        var report = await lab.RunAsync();

        Assert.Equal((8, 1), (report.Counters.Embedded, report.Counters.Lost));
    }

    [Fact]
    public async Task RunAsync_SnapshotLost_GoesOnWhereItWas()
    {
        using var lab = new BackfillLab(documents: 250) { Options = new BackfillOptions { BatchDocuments = 50 } };
        var pages = 0;
        lab.Cluster.Answer = call =>
        {
            if (call.Target == "/_search" && ++pages == 2)
            {
                lab.Cluster.LoseSnapshots();
            }

            return null;
        };

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((250, 250, 0), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.Conflicts));
    }

    [Fact]
    public async Task RunAsync_ClusterGoneForGood_StopsAndTheNextRunResumes()
    {
        using var lab = new BackfillLab(documents: 60);
        var bulks = 0;
        lab.Cluster.Answer = call => IsBulk(call) && ++bulks > 2 ? ClusterAnswer.Unreachable("The cluster cannot be reached.") : null;
        var stopped = await lab.RunAsync();
        lab.Cluster.Answer = _ => null;

        var resumed = await lab.RunAsync();

        Assert.Contains("cannot be reached", stopped.Failure, StringComparison.Ordinal);
        Assert.Equal(20, stopped.Counters.Embedded);
        Assert.Null(resumed.Failure);
        Assert.Equal((60, 60, 40), (resumed.Counters.Scanned, resumed.Counters.Embedded, resumed.ThisRun.Embedded));
        Assert.False(File.Exists(lab.Checkpoint.Path));
    }

    [Fact]
    public async Task RunAsync_NoLongerAllowed_StopsAtOnce()
    {
        using var lab = new BackfillLab(documents: 60);
        lab.Cluster.Answer = call => IsBulk(call) ? new ClusterAnswer(401, default) : null;

        var report = await lab.RunAsync();

        Assert.Contains("HTTP 401", report.Failure, StringComparison.Ordinal);
        Assert.Equal(0, report.Counters.Lost);
        Assert.Empty(lab.Time.Waits);
    }

    [Fact]
    public async Task RunAsync_KilledBetweenWriteAndCheckpoint_EmbedsEveryDocumentExactlyOnce()
    {
        using var lab = new BackfillLab(documents: 60) { Options = new() { Mode = BackfillMode.All, BatchDocuments = 10 } };
        var bulks = 0;
        lab.Cluster.Afterwards = call => IsBulk(call) && ++bulks == 3 ? throw new InvalidTimeZoneException("as if the process were gone") : null;
        await Assert.ThrowsAsync<InvalidTimeZoneException>(lab.RunAsync);

        var resumed = await lab.RunAsync();

        Assert.Null(resumed.Failure);
        Assert.Equal(60, lab.Cluster.Embedded(BackfillLab.Model));
        Assert.Equal(60, lab.Cluster.BulkBodies.Sum(Documents));
        Assert.Equal((60, 60), (resumed.Counters.Scanned, resumed.Counters.Embedded));
    }

    [Fact]
    public async Task RunAsync_KilledAgainAndAgain_TheSummaryAddsUp()
    {
        using var lab = new BackfillLab(documents: 75);
        lab.Cluster.Put("900", """{"price":1}""");
        var calls = 0;
        for (var kill = 1; kill <= 40; kill += 3)
        {
            // Sometimes before a call has an effect, sometimes after.
            (calls, var at) = (0, kill);
            lab.Cluster.Answer = _ => at % 2 == 0 && ++calls == at ? throw new InvalidTimeZoneException("as if the process were gone") : null;
            lab.Cluster.Afterwards = _ => at % 2 != 0 && ++calls == at ? throw new InvalidTimeZoneException("as if the process were gone") : null;
            _ = await Record.ExceptionAsync(lab.RunAsync);
        }

        (lab.Cluster.Answer, lab.Cluster.Afterwards) = (_ => null, _ => null);
        var report = await lab.RunAsync();

        Assert.Equal(
            (76, 75, 1, 76),
            (report.Counters.Scanned, report.Counters.Embedded + report.Counters.UpToDate, report.Counters.NoText, report.Counters.Settled));
        Assert.Equal(75, report.Coverage!.Current);
        Assert.Empty(lab.Cluster.Aliases);
    }

    private static bool IsBulk(ClusterCall call) => call.Target.StartsWith("/_bulk", StringComparison.Ordinal);

    private static int Documents(string body) => body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length / 2;
}
