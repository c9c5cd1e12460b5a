using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Tests.Clusters;
using TwinBert.Backfill.Tests.Running;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Backfill.Tests.Jobs;

/// <summary>What is kept of a job is deleted by hand while workers are at it: nobody waits for what does not come any more.</summary>
public sealed class JobGoneTests
{
    private const int Documents = 3_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public async Task RunAsync_IndexOfJobsDeletedBesideTwoWorkers_BothSaySoAndTheNextCompletes(int bulk)
    {
        var lab = new JobLab(Documents);
        var between = At(bulk, lab.Jobs.Delete);

        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => lab.RunAsync(between), Cancel)));
        var embedded = lab.Cluster.Embedded(BackfillLab.Model);
        var report = await lab.RunAsync();

        Assert.All(reports, ended =>
        {
            Assert.Contains($"The job '{MemoryCluster.Index}' was taken out of .twinbert-jobs", ended.Failure, StringComparison.Ordinal);
            Assert.False(ended.IsReplaced);
        });
        Assert.Equal((null, Documents, Documents), (report.Failure, report.Counters.Scanned, report.Counters.Settled));
        Assert.Equal((embedded, Documents), (report.Counters.UpToDate, lab.Cluster.Embedded(BackfillLab.Model)));
        Assert.Empty(lab.Cluster.Aliases);
        Assert.Equal("false", lab.Jobs.Mapping!["dynamic"]?.ToString());
    }

    [Fact]
    public async Task RunAsync_DocumentOfTheJobDeleted_BothSaySoAndTheNextCompletes()
    {
        var lab = new JobLab(Documents);
        var between = At(bulk: 5, () => lab.Jobs.Delete(name => name.StartsWith("job-", StringComparison.Ordinal)));

        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => lab.RunAsync(between), Cancel)));
        var embedded = lab.Cluster.Embedded(BackfillLab.Model);
        var report = await lab.RunAsync();

        Assert.All(reports, ended => Assert.Contains("was taken out of .twinbert-jobs", ended.Failure, StringComparison.Ordinal));
        Assert.Equal((null, Documents, embedded), (report.Failure, report.Counters.Settled, report.Counters.UpToDate));
    }

    [Fact]
    public async Task RunAsync_SlicesDeletedWithoutTheJob_AreBegunAnew()
    {
        var lab = new JobLab(Documents);
        var between = At(bulk: 5, () => lab.Jobs.Delete(name => !name.StartsWith("job-", StringComparison.Ordinal)));

        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => lab.RunAsync(between), Cancel)));

        Assert.All(reports, report => Assert.Null(report.Failure));
        Assert.Equal(Documents, lab.Cluster.Embedded(BackfillLab.Model));
        Assert.All(lab.Writes, document => Assert.Equal(1, document.Value));
        Assert.Equal(JobState.Done, (await lab.JobAsync()).State);
    }

    [Fact]
    public async Task RunAsync_PausedJobDeleted_SaysSo()
    {
        var lab = new JobLab(Documents);
        var (paused, bulks) = (new TaskCompletionSource(), 0);
        var run = Task.Run(() => lab.RunAsync(calls => new SwitchedCalls(calls)
        {
            Before = async call =>
            {
                if (SwitchedCalls.IsBulk(call) && ++bulks == 3)
                {
                    await lab.Board.OrderAsync(MemoryCluster.Index, JobChange.Pause, Cancel);
                    paused.SetResult();
                }
            },
        }), Cancel);
        await paused.Task;
        while ((await lab.JobAsync()).Slices.Any(slice => slice.Owner is not null))
        {
            await Task.Delay(10, Cancel);
        }

        lab.Jobs.Delete();

        Assert.Contains("was taken out of .twinbert-jobs", (await run).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_IndexThatAWriteHasMadeHoldsAJob_IsKept()
    {
        var lab = new JobLab(documents: 30);
        await lab.RunAsync();
        lab.Jobs.Mapping!.Remove("dynamic");

        await lab.RunAsync(embedding: "twinbert_v2");

        Assert.Equal(2, (await lab.Board.ListAsync(Cancel)).Jobs.Count);
    }

    // Acts before a bulk write, whichever worker's, when both are at work.
    private static Func<IClusterCalls, IClusterCalls> At(int bulk, Action act)
    {
        var (begun, bulks) = (new TaskCompletionSource(), 0);
        return calls => new SwitchedCalls(calls)
        {
            Before = call =>
            {
                var number = SwitchedCalls.IsBulk(call) ? Interlocked.Increment(ref bulks) : 0;
                if (number == 2)
                {
                    begun.SetResult();
                }
                else if (number == bulk)
                {
                    act();
                }

                return number > 0 ? begun.Task : Task.CompletedTask;
            },
        };
    }
}
