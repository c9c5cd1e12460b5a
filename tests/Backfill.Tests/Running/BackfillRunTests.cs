using TwinBert.Backfill.Settings;
using Xunit;

namespace TwinBert.Backfill.Tests.Running;

public sealed class BackfillRunTests
{
    [Fact]
    public async Task RunAsync_MappingMissing_IsAddedFirst()
    {
        using var lab = new BackfillLab(documents: 1);

        await lab.RunAsync();

        var seen = lab.Cluster.Seen.Select(call => $"{call.Method} {call.Target.Split('?')[0]}").ToList();
        Assert.InRange(
            seen.FindIndex(call => call.StartsWith("PUT /twinbert-run-", StringComparison.Ordinal) && call.EndsWith("/_mapping", StringComparison.Ordinal)),
            0,
            seen.IndexOf("POST /_bulk") - 1);
        Assert.NotNull(lab.Cluster.Mappings["properties"]!["twinbert"]);
    }

    [Fact]
    public async Task RunAsync_Mapped_LeavesTheMappingAlone()
    {
        using var lab = new BackfillLab(documents: 1);
        await lab.RunAsync();

        await lab.RunAsync();

        Assert.Single(lab.Cluster.Seen, call => call.Method == HttpMethod.Put && call.Target.EndsWith("/_mapping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_DocumentsOfAllKinds_CountsEachOnce()
    {
        using var lab = new BackfillLab(documents: 4) { Options = new() { MaxDocumentBytes = 2000 } };
        lab.Cluster.Put("no-text", """{"price":1}""");
        lab.Cluster.Put("blank", """{"title":"  "}""");
        lab.Cluster.Put("large", $$"""{"title":"{{new string('x', 3000)}}"}""");
        lab.Cluster.Put("dotted", """{"title":"cannot take it","twinbert.model":"abc"}""");

        var counters = (await lab.RunAsync()).Counters;

        Assert.Equal((8, 4, 2, 1, 1), (counters.Scanned, counters.Embedded, counters.NoText, counters.TooLarge, counters.Lost));
    }

    [Fact]
    public async Task RunAsync_TextRemoved_TakesTheEmbeddingAway()
    {
        using var lab = new BackfillLab(documents: 1);
        await lab.RunAsync();
        lab.Cluster.Put("000", lab.Cluster.Source("000").Replace("article 0", "", StringComparison.Ordinal));

        var report = await lab.RunAsync();

        Assert.Equal((0, 1), (report.Counters.Embedded, report.Counters.NoText));
        Assert.Equal("""{"title":"","twinbert":null}""", lab.Cluster.Source("000"));
        Assert.Equal(0, report.Coverage!.Current);
    }

    [Fact]
    public async Task RunAsync_WrittenDuringTheScanWithoutEmbedding_IsSweptUp()
    {
        var encoder = new FailingEncoder();
        using var lab = new BackfillLab(documents: 30) { Encoder = encoder };
        encoder.Before = batch =>
        {
            if (batch == 2)
            {
                lab.Cluster.Put("late", """{"title":"came during the scan"}""");
            }
        };

        var report = await lab.RunAsync();

        Assert.Equal(31, lab.Cluster.Embedded(BackfillLab.Model));
        Assert.Equal((31, 0), (report.Coverage!.Current, report.Coverage.Missing));
    }

    [Fact]
    public async Task RunAsync_Stopped_FinishesTheBatchAndKeepsTheCheckpoint()
    {
        var encoder = new FailingEncoder();
        using var lab = new BackfillLab(documents: 100) { Options = new() { Mode = BackfillMode.All, BatchDocuments = 10 }, Encoder = encoder };
        encoder.Before = batch =>
        {
            if (batch == 4)
            {
                lab.Stop.Cancel();
            }
        };

        var report = await lab.RunAllAsync();

        Assert.True(report.IsInterrupted);
        Assert.False(report.IsComplete);
        var saved = Assert.Single(lab.Begin.Indices);
        Assert.Equal(lab.Cluster.Embedded(BackfillLab.Model), saved.Counters.Embedded);
        Assert.InRange(saved.Counters.Embedded, 0, 40);
    }

    [Fact]
    public async Task RunAsync_Rate_SpreadsTheWork()
    {
        using var lab = new BackfillLab(documents: 40) { Options = new() { BatchDocuments = 10, DocumentsPerSecond = 5 } };

        await lab.RunAsync();

        Assert.Equal(Enumerable.Repeat(1.0, 7), lab.Time.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal(8, lab.Cluster.BulkBodies.Count());
    }

    [Theory]
    [InlineData(7, 1 << 20, 1 << 20, 7)]
    [InlineData(1000, 100, 1 << 20, 5)]
    [InlineData(1000, 1 << 20, 30, 10)]
    public async Task RunAsync_Bounds_LimitABatch(int documents, int bytes, int tokens, int expected)
    {
        using var lab = new BackfillLab(documents: 20) { Options = new() { BatchDocuments = documents, BatchBytes = bytes, BatchTokens = tokens } };

        await lab.RunAsync();

        Assert.Equal(expected, lab.Cluster.BulkBodies.Max(body => body.Count(letter => letter == '\n') / 2));
    }

    [Fact]
    public async Task RunAsync_IndexMadeAnew_StartsFromTheBeginning()
    {
        using var lab = new BackfillLab(documents: 30);
        lab.Cluster.RefuseWith = id => string.CompareOrdinal(id, "009") > 0 ? 403 : null;
        await lab.RunAsync();
        lab.Cluster.RefuseWith = _ => null;
        lab.Cluster.Settings["index.uuid"] = "u-2";

        var report = await lab.RunAsync();

        Assert.Equal((30, 20, 10), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.UpToDate));
    }

    [Fact]
    public async Task RunAsync_StateOfAnotherModel_StartsFromTheBeginning()
    {
        using var lab = new BackfillLab(documents: 30);
        lab.Cluster.RefuseWith = id => string.CompareOrdinal(id, "009") > 0 ? 403 : null;
        await lab.RunAsync();
        lab.Cluster.RefuseWith = _ => null;
        var state = lab.Checkpoint.Load().Checkpoint!;
        lab.Checkpoint.Save(state.With(state.Indices[0] with { Model = "ffffffffffff" }));

        var report = await lab.RunAsync();

        Assert.Equal((30, 20, 10), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.UpToDate));
    }

    [Fact]
    public async Task RunAsync_DryRun_SendsNothingThatChanges()
    {
        using var lab = new BackfillLab(documents: 12) { Options = new() { DryRun = true } };

        var report = await lab.RunAsync();

        Assert.Equal((12, 12), (report.Counters.Scanned, report.Counters.Embedded));
        string[] reads = ["_settings", "_mapping", "_count", "_search", "_pit", "_stats/docs", "_resolve/index/products"];
        Assert.All(
            lab.Cluster.Seen,
            call => Assert.Contains(reads, read => call.Target.Split('?')[0].EndsWith(read, StringComparison.Ordinal) && call.Method != HttpMethod.Put));
        Assert.False(File.Exists(lab.Checkpoint.Path));
    }

    [Fact]
    public async Task RunAsync_EmptyIndex_IsDoneAtOnce()
    {
        using var lab = new BackfillLab();

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal(0, report.Counters.Scanned);
        Assert.Equal(0, report.Coverage!.Total);
    }
}
