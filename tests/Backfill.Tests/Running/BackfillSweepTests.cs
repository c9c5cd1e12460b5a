using System.Globalization;
using TwinBert.Backfill.Running;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Backfill.Tests.Running;

/// <summary>What others write meanwhile past the sidecar gets its embedding before a run says that it is done, or is counted as left.</summary>
public sealed class BackfillSweepTests
{
    [Theory]
    [InlineData(BackfillMode.Outdated)]
    [InlineData(BackfillMode.Missing)]
    [InlineData(BackfillMode.All)]
    public async Task RunAsync_TextChangedAfterItWasEmbedded_IsEmbeddedAgain(BackfillMode mode)
    {
        using var lab = new BackfillLab(documents: 30) { Options = new() { BatchDocuments = 10, Mode = mode } };
        var bulks = 0;

        // A partial update of somebody else: the embedding stays, of a text that is no more.
        lab.Cluster.Afterwards = call =>
        {
            if (IsBulk(call) && ++bulks == 1)
            {
                lab.Cluster.Put("003", lab.Cluster.Source("003").Replace("article 3", "another title", StringComparison.Ordinal));
            }

            return null;
        };

        var report = await lab.RunAllAsync();
        var again = await lab.RunAsync();

        Assert.True(report.IsComplete);
        Assert.Equal((31, 31), (report.Indices[0].Counters.Scanned, report.Indices[0].Counters.Embedded));
        Assert.Equal(mode == BackfillMode.All ? 30 : 0, again.Counters.Embedded);
    }

    [Fact]
    public async Task RunAsync_WriteWithALowerNumberStillUnderWay_IsNotPassedOver()
    {
        using var lab = new BackfillLab(documents: 10);
        lab.Cluster.UnderWay.Add("005");
        lab.Cluster.Afterwards = call =>
        {
            if (IsBulk(call))
            {
                lab.Cluster.UnderWay.Clear();
            }

            return null;
        };

        var report = await lab.RunAsync();

        Assert.Equal((10, 10), (report.Coverage!.Total, report.Coverage.Current));
    }

    [Fact]
    public async Task RunAsync_WrittenDuringEachSweep_SweepsUntilThereIsNothing()
    {
        using var lab = new BackfillLab(documents: 10);
        var bulks = 0;
        lab.Cluster.Afterwards = call =>
        {
            if (IsBulk(call) && ++bulks <= 5)
            {
                lab.Cluster.Put(string.Create(CultureInfo.InvariantCulture, $"new-{bulks}"), """{"title":"written meanwhile"}""");
            }

            return null;
        };

        var report = await lab.RunAllAsync();

        Assert.True(report.IsComplete);
        Assert.Equal((15, 0), (report.Indices[0].Coverage!.Current, report.Indices[0].Coverage!.Missing));
        Assert.Equal((15, 15), (report.Indices[0].Counters.Scanned, report.Indices[0].Counters.Settled));
    }

    [Fact]
    public async Task RunAsync_OthersNeverStopWriting_EndsAndCountsWhatIsLeft()
    {
        using var lab = new BackfillLab(documents: 10) { Options = new() { BatchDocuments = 10, Sweeps = 3 } };
        var bulks = 0;
        lab.Cluster.Afterwards = call =>
        {
            if (IsBulk(call))
            {
                lab.Cluster.Put(string.Create(CultureInfo.InvariantCulture, $"new-{++bulks}"), """{"title":"written meanwhile"}""");
                lab.Cluster.Put("001", lab.Cluster.Source("001").Replace("article", "article again and", StringComparison.Ordinal));
            }

            return null;
        };

        var stopped = await lab.RunAllAsync();
        lab.Cluster.Afterwards = _ => null;
        var resumed = await lab.RunAllAsync();

        Assert.False(stopped.IsComplete);
        Assert.Null(stopped.Indices[0].Failure);
        Assert.Equal(new IndexBehind(Missing: 1, Stale: 1), stopped.Indices[0].Behind);
        Assert.True(resumed.IsComplete);
        Assert.Equal(2, resumed.Indices[0].ThisRun.Scanned);
        Assert.False(File.Exists(lab.Checkpoint.Path));
    }

    [Fact]
    public async Task RunAsync_ModelNamedWithoutItsVector_CountsAsMissing()
    {
        using var lab = new BackfillLab(documents: 3) { Options = new() { Mode = BackfillMode.Missing } };
        await lab.RunAsync();

        // What a reader of Elasticsearch 9 sees, and may write back.
        lab.Cluster.Put("001", $$$"""{"title":"article 1","twinbert":{"model":"{{{BackfillLab.Model}}}","text_hash":"0123456789abcdef"}}""");

        var report = await lab.RunAsync();

        Assert.Equal((1, 1), (report.Counters.Scanned, report.Counters.Embedded));
        Assert.Equal((3, 0), (report.Coverage!.Current, report.Coverage.Missing));
    }

    private static bool IsBulk(ClusterCall call) => call.Target.StartsWith("/_bulk", StringComparison.Ordinal);
}
