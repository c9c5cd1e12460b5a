using System.Globalization;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Processes;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Backfill.Tests.Running;

/// <summary>A run writes into no other index than the one that it read, and meets no other run there.</summary>
public sealed class BackfillGuardTests
{
    private const string Made = "made anew";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_IndexMadeAnewBeforeABatch_LeavesTheNewOneAlone(bool withoutAlias)
    {
        using var lab = new BackfillLab(documents: 50) { Options = new() { BatchDocuments = 10, Guard = new() { WithoutAlias = withoutAlias } } };
        var bulks = 0;

        // The same ids in the same order: the same sequence numbers.
        lab.Cluster.Afterwards = call =>
        {
            if (IsBulk(call) && ++bulks == 2)
            {
                lab.Cluster.MakeAnew(
                    "u-2",
                    Enumerable.Range(0, 50).Select(i => (i.ToString("000", CultureInfo.InvariantCulture), """{"title":"made anew"}""")));
            }

            return null;
        };

        var report = await lab.RunAllAsync();

        Assert.Contains("made anew while it was backfilled", report.Indices[0].Failure, StringComparison.Ordinal);
        Assert.True(report.Indices[0].IsReplaced);
        Assert.False(report.IsComplete);
        Assert.All(
            Enumerable.Range(0, 50),
            i => Assert.Equal("""{"title":"made anew"}""", lab.Cluster.Source(i.ToString("000", CultureInfo.InvariantCulture))));
        Assert.Empty(lab.Cluster.Mappings["properties"]!.AsObject());
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task RunAsync_IndexMadeAnewBetweenPlanAndRun_IsNotTouched()
    {
        using var lab = new BackfillLab(documents: 5);
        var (run, plan) = await lab.BeginAsync();
        lab.Cluster.MakeAnew("u-2", ("1", $$"""{"title":"{{Made}}"}"""));

        await using (run)
        {
            Assert.Contains("another index", await run.PrepareAsync(plan, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Empty(lab.Cluster.Mappings["properties"]!.AsObject());
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task RunAsync_SnapshotRestored_StartsFromTheBeginning()
    {
        using var lab = new BackfillLab(documents: 40);
        var bulks = 0;
        lab.Cluster.Answer = call => IsBulk(call) && ++bulks > 2 ? new ClusterAnswer(401, default) : null;
        await lab.RunAsync();

        // The same index by its uuid, with what it once held under the sequence numbers that it once had.
        lab.Cluster.Answer = _ => null;
        lab.Cluster.MakeAnew("u-1", Enumerable.Range(0, 40).Select(i => (i.ToString("000", CultureInfo.InvariantCulture), $$"""{"title":"restored {{i}}"}""")));
        lab.Cluster.History = "h-2";

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((40, 40), (report.Counters.Embedded, report.ThisRun.Embedded));
        Assert.Equal(40, report.Coverage!.Current);
    }

    [Fact]
    public async Task PrepareAsync_AnotherRunIsAlive_SaysWhereAndChangesNothing()
    {
        using var lab = new BackfillLab(documents: 5);
        lab.Cluster.PutAlias("twinbert-run-0123456789ab-01234567", "2029-12-31T23:58:00Z on host-7, process 4711");
        var (run, plan) = await lab.BeginAsync();

        string? failure;
        await using (run)
        {
            failure = await run.PrepareAsync(plan, TestContext.Current.CancellationToken);
        }

        Assert.Contains("Another backfill of 'products' is running (on host-7, process 4711", failure, StringComparison.Ordinal);
        Assert.Equal(["twinbert-run-0123456789ab-01234567"], lab.Cluster.Aliases.Keys);
        Assert.Empty(lab.Cluster.Mappings["properties"]!.AsObject());
    }

    [Fact]
    public async Task RunAsync_AnotherRunWasKilledLongAgo_RemovesItsAlias()
    {
        using var lab = new BackfillLab(documents: 5);
        lab.Cluster.PutAlias("twinbert-run-0123456789ab-01234567", "2029-12-31T23:00:00Z on host-7, process 4711");

        var report = await lab.RunAsync();

        Assert.Equal(5, report.Counters.Embedded);
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task RunAsync_AnotherRunOfThisMachineWasKilled_GoesOnAtOnceAndRemovesItsAlias()
    {
        using var lab = new BackfillLab(documents: 5);

        // A number that has been given to another process since is as good as none.
        var killed = LocalProcess.MarkOf(Environment.ProcessId, LocalProcess.Started - TimeSpan.FromHours(1));
        lab.Cluster.PutAlias("twinbert-run-0123456789ab-01234567", new RunSign(lab.Time.GetUtcNow(), "here") { Process = killed }.ToString());

        var report = await lab.RunAsync();

        Assert.Equal(5, report.Counters.Embedded);
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1.1767139200000.0123456789abcdef")]
    [InlineData("no mark")]
    public async Task PrepareAsync_AnotherRunWhoseProcessIsNotKnownToBeGone_IsRefused(string? mark)
    {
        using var lab = new BackfillLab(documents: 5);
        lab.Cluster.PutAlias(
            "twinbert-run-0123456789ab-01234567", new RunSign(lab.Time.GetUtcNow(), "there") { Process = mark ?? LocalProcess.Mark }.ToString());
        var (run, plan) = await lab.BeginAsync();

        await using (run)
        {
            Assert.Contains(
                "is running (there, last heard of", await run.PrepareAsync(plan, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_RunOfAnotherEmbeddingObject_IsLeftAloneAliveOrDead()
    {
        using var lab = new BackfillLab(documents: 5);
        string[] others = [RunAlias.NameOf("0123456789ab", "products", new("v2")), RunAlias.NameOf("ba9876543210", "products", new("v3"))];
        lab.Cluster.PutAlias(others[0], "2029-12-31T23:58:00Z on host-7, process 4711");
        lab.Cluster.PutAlias(others[1], "2029-12-31T03:00:00Z on host-7, process 4712");

        var report = await lab.RunAsync();

        Assert.Equal(5, report.Counters.Embedded);
        Assert.Equal(others.Order(), lab.Cluster.Aliases.Keys.Order());
    }

    [Fact]
    public async Task RunAsync_KilledRunOfTheSameState_GoesOnAtOnce()
    {
        using var lab = new BackfillLab(documents: 30);
        lab.Cluster.Afterwards = call => IsBulk(call) ? throw new InvalidTimeZoneException("as if the process were gone") : null;
        await Assert.ThrowsAsync<InvalidTimeZoneException>(lab.RunAsync);
        lab.Cluster.Afterwards = _ => null;

        // The test's process lives, and let go of the alias; a killed one does not.
        lab.Cluster.PutAlias(RunAlias.NameOf(lab.Begin.Run, "products", new("twinbert")), "2030-01-01T00:00:00Z on host-7, process 4711");
        var resumed = await lab.RunAsync();

        Assert.Null(resumed.Failure);
        Assert.Equal((30, 30), (resumed.Counters.Scanned, resumed.Counters.Embedded));
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task RunAsync_AliasTakenAway_StopsAndSaysSo()
    {
        using var lab = new BackfillLab(documents: 30);
        var bulks = 0;
        lab.Cluster.Afterwards = call =>
        {
            if (IsBulk(call) && ++bulks == 1)
            {
                lab.Cluster.RemoveAlias(Assert.Single(lab.Cluster.Aliases).Key);
            }

            return null;
        };

        var report = await lab.RunAsync();

        Assert.Contains("was taken from the index", report.Failure, StringComparison.Ordinal);
        Assert.False(report.IsReplaced);
        Assert.Equal((10, 10, 0), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.Lost));
    }

    [Fact]
    public async Task RunAsync_LongRun_GivesSignsOfLife()
    {
        using var lab = new BackfillLab(documents: 200) { Options = new() { BatchDocuments = 10, DocumentsPerSecond = 1 } };

        await lab.RunAsync();

        Assert.True(lab.Cluster.Seen.Count(call => call.Target == "/_aliases") > 5);
    }

    [Fact]
    public async Task PrepareAsync_NoAliasAllowed_NamesThePrivilegeAndTheOtherWay()
    {
        using var lab = new BackfillLab(documents: 5);
        lab.Cluster.Answer = call => call.Target == "/_aliases" ? new ClusterAnswer(403, default) : null;
        var (run, plan) = await lab.BeginAsync();

        await using (run)
        {
            var failure = await run.PrepareAsync(plan, TestContext.Current.CancellationToken);
            Assert.Contains("twinbert-run-*", failure, StringComparison.Ordinal);
            Assert.Contains("--without-alias", failure, StringComparison.Ordinal);
        }

        Assert.Empty(lab.Cluster.Mappings["properties"]!.AsObject());
    }

    [Fact]
    public async Task RunAsync_StatisticsNotAllowed_WorksByWhatCanBeSeen()
    {
        using var lab = new BackfillLab(documents: 30);
        lab.Cluster.Answer = call => call.Target.Contains("/_stats", StringComparison.Ordinal) ? new ClusterAnswer(403, default) : null;

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((30, 30), (report.Counters.Scanned, report.Counters.Embedded));
    }

    [Fact]
    public async Task PrepareAsync_FieldLimitReached_SaysThatAndNothingOfPrivileges()
    {
        using var lab = new BackfillLab(documents: 5);
        lab.Cluster.Answer = call => call.Target.EndsWith("/_mapping", StringComparison.Ordinal) && call.Method == HttpMethod.Put
            ? new ClusterAnswer(
                400,
                """{"error":{"type":"illegal_argument_exception","reason":"Limit of total fields [10] has been exceeded"},"status":400}"""u8.ToArray())
            : null;
        var (run, plan) = await lab.BeginAsync();

        await using (run)
        {
            var failure = await run.PrepareAsync(plan, TestContext.Current.CancellationToken);
            Assert.Contains("index.mapping.total_fields.limit", failure, StringComparison.Ordinal);
            Assert.DoesNotContain("privilege", failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PrepareAsync_FieldLimitNotRaised_NamesThePrivilegeAndMapsNothing()
    {
        using var lab = new BackfillLab(documents: 5);
        lab.Cluster.Answer = call => call.Target.EndsWith("/_settings", StringComparison.Ordinal) && call.Method == HttpMethod.Put
            ? new ClusterAnswer(403, default)
            : null;
        var (run, plan) = await lab.BeginAsync();

        await using (run)
        {
            var failure = await run.PrepareAsync(plan, TestContext.Current.CancellationToken);
            Assert.Contains("index.mapping.total_fields.limit", failure, StringComparison.Ordinal);
            Assert.Contains("'manage' on 'products'", failure, StringComparison.Ordinal);
        }

        Assert.Empty(lab.Cluster.Mappings["properties"]!.AsObject());
    }

    private static bool IsBulk(ClusterCall call) => call.Target.StartsWith("/_bulk", StringComparison.Ordinal);
}
