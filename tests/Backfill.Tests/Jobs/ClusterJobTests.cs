using System.Text;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Running;
using TwinBert.Backfill.Tests.Running;
using TwinBert.Backfill.Settings;
using TwinBert.Backfill.Tests.Clusters;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Backfill.Tests.Jobs;

/// <summary>Workers that share a job: each document is embedded, once, whoever dies.</summary>
public sealed class ClusterJobTests
{
    private const int Documents = 3_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_FourWorkers_EmbedEveryDocumentOnce()
    {
        var lab = new JobLab(Documents);

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => lab.RunAsync(), Cancel)));

        Assert.All(reports, report => Assert.Null(report.Failure));
        Assert.Equal(Documents, lab.Writes.Count);
        Assert.All(lab.Writes, document => Assert.Equal(1, document.Value));
        Assert.Equal(Documents, reports.Sum(report => report.ThisRun.Embedded));
        Assert.All(reports, report => Assert.Equal((Documents, Documents), (report.Counters.Scanned, report.Counters.Embedded)));
        var job = await lab.JobAsync();
        Assert.Equal((JobState.Done, (long)Documents), (job.State, job.Counters.Embedded));
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task RunAsync_WorkerGone_ItsSliceIsGoneOnWithWhereItWas()
    {
        var lab = new JobLab(Documents);
        var bulks = 0;
        SwitchedCalls? calls = null;
        var gone = lab.RunAsync(between => calls = new(between)
        {
            Before = call =>
            {
                if (SwitchedCalls.IsBulk(call) && ++bulks == 3)
                {
                    calls!.Cut();
                }

                return Task.CompletedTask;
            },
        });
        Assert.NotNull((await gone).Failure);

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((Documents, Documents, 0), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.Lost));
        Assert.Equal(Documents, lab.Writes.Count);
        Assert.All(lab.Writes, document => Assert.Equal(1, document.Value));
        var (slices, _) = await lab.Board.FirstRoundAsync(MemoryCluster.Index, Cancel);
        var shared = Assert.Single(slices, slice => slice.Turns.Select(turn => turn.Worker).Distinct().Count() == 2);
        Assert.All(shared.Turns, turn => Assert.True(turn.Embedded > 0));
    }

    [Fact]
    public async Task RunAsync_WorkerTakenForDead_LeavesItsSliceToTheOther()
    {
        var lab = new JobLab(600);
        var (wait, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var isHeld = false;

        // Held up before its bulk, and its signs of life with it.
        var slow = Task.Run(() => lab.RunAsync(between => new SwitchedCalls(between)
        {
            Before = async call =>
            {
                if (SwitchedCalls.IsBulk(call))
                {
                    isHeld = true;
                    wait.TrySetResult();
                }

                await (isHeld ? goOn.Task : Task.CompletedTask);
            },
        }), Cancel);
        await wait.Task;
        var report = await lab.RunAsync();
        goOn.SetResult();
        var late = await slow;

        Assert.Null(report.Failure);
        Assert.Null(late.Failure);
        Assert.Equal((600, 600), (report.Counters.Scanned, report.Counters.Embedded));
        Assert.Equal(0, late.ThisRun.Embedded);
        Assert.Equal(600, lab.Cluster.Embedded(BackfillLab.Model));
    }

    [Fact]
    public async Task RunAsync_Stopped_TheNextGoesOnAndTheTableAddsUp()
    {
        var lab = new JobLab(Documents);
        using var stop = new CancellationTokenSource();
        var bulks = 0;
        var stopped = await lab.RunAsync(
            between => new SwitchedCalls(between)
            {
                Before = call => SwitchedCalls.IsBulk(call) && ++bulks == 5 ? stop.CancelAsync() : Task.CompletedTask,
            },
            stop: stop);
        var paused = await lab.JobAsync();

        var report = await lab.RunAsync();

        Assert.InRange(stopped.ThisRun.Embedded, 1, Documents - 1);
        Assert.Equal(JobState.Running, paused.State);
        Assert.Empty(paused.Workers);
        Assert.Equal(Documents - stopped.ThisRun.Embedded, report.ThisRun.Embedded);
        Assert.Equal((Documents, Documents), (report.Counters.Scanned, report.Counters.Settled));
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task RunAsync_Paused_WaitsUntilItIsResumed()
    {
        var lab = new JobLab(Documents);
        var between = Hearing(lab, JobChange.Pause, out var ordered);
        var run = Task.Run(() => lab.RunAsync(between), Cancel);
        await ordered;
        while ((await lab.JobAsync()).Slices.Any(slice => slice.Owner is not null))
        {
            await Task.Delay(10, Cancel);
        }

        var paused = await lab.JobAsync();
        await lab.Board.OrderAsync(MemoryCluster.Index, JobChange.Resume, Cancel);
        var report = await run;

        Assert.Equal(JobState.Paused, paused.State);
        Assert.InRange(paused.Counters.Embedded, 1, Documents - 1);
        Assert.Null(report.Failure);
        Assert.Equal(Documents, report.Counters.Embedded);
        Assert.All(lab.Writes, document => Assert.Equal(1, document.Value));
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsAndTheSameCommandBeginsAnew()
    {
        var lab = new JobLab(Documents);

        var cancelled = await lab.RunAsync(Hearing(lab, JobChange.Cancel, out _));
        var state = (await lab.JobAsync()).State;
        var report = await lab.RunAsync();

        Assert.Contains("The job was cancelled", cancelled.Failure, StringComparison.Ordinal);
        Assert.Equal(JobState.Cancelled, state);
        Assert.Equal((long)Documents, report.Counters.Scanned);
        Assert.Equal(cancelled.ThisRun.Embedded, report.Counters.UpToDate);
        Assert.All(lab.Writes, document => Assert.Equal(1, document.Value));
    }

    [Fact]
    public async Task RunAsync_WorkerKilledBetweenTheEndOfItsJobAndItsAlias_TheNextBeginsAtOnce()
    {
        var lab = new JobLab(documents: 30);
        SwitchedCalls? calls = null;
        var isDone = false;
        await lab.RunAsync(between => calls = new(between)
        {
            Before = call =>
            {
                // The first call after the one that says that the job is done is lost, and all that follow.
                if (isDone)
                {
                    calls!.Cut();
                }

                isDone |= Encoding.UTF8.GetString(call.Body.Span).Contains("\"state\":\"done\"", StringComparison.Ordinal);
                return Task.CompletedTask;
            },
        });
        var aliases = lab.Cluster.Aliases;
        var state = (await lab.JobAsync()).State;

        var report = await lab.RunAsync();

        Assert.Single(aliases);
        Assert.Equal(JobState.Done, state);
        Assert.Equal((null, 30), (report.Failure, report.Counters.UpToDate));
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileAWorkerWritesItsLastBatch_TheNextIsRefusedUntilItHasLeft()
    {
        var lab = new JobLab(Documents);
        var (first, goOn) = await BeginAsync(lab);
        await lab.Board.OrderAsync(MemoryCluster.Index, JobChange.Cancel, Cancel);

        var (_, refusal) = await lab.TryRunAsync();
        goOn.SetResult();
        var cancelled = await first;
        var report = await lab.RunAsync();

        Assert.Contains("The job was cancelled", cancelled.Failure, StringComparison.Ordinal);
        Assert.Contains($"The job '{MemoryCluster.Index}' was cancelled, and {Environment.MachineName}, process", refusal, StringComparison.Ordinal);
        Assert.Equal((null, Documents), (report.Failure, report.Counters.Scanned));
        Assert.InRange(report.Counters.UpToDate, 1, Documents - 1);
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task RunAsync_OtherMode_IsRefusedUnlessRestartedAndTheFirstGivesWay()
    {
        var lab = new JobLab(Documents);
        var (first, goOn) = await BeginAsync(lab);

        var (_, refusal) = await lab.TryRunAsync(mode: BackfillMode.All);
        var restarted = await lab.RunAsync(mode: BackfillMode.All, options: lab.Options with { Restart = true });
        goOn.SetResult();
        var left = await first;

        Assert.Contains($"'{MemoryCluster.Index}' has a job with other settings: it is of 'outdated' documents, not 'all'", refusal, StringComparison.Ordinal);
        Assert.Contains($"twinbert jobs cancel {MemoryCluster.Index}", refusal, StringComparison.Ordinal);
        Assert.Null(restarted.Failure);
        Assert.Equal(Documents, restarted.Counters.Embedded);
        Assert.Equal("The job was begun anew by another command, which goes on with it.", left.Failure);
    }

    [Fact]
    public async Task RunAsync_TwoEmbeddingObjectsAtOnce_AreTwoJobsAndBothAreMade()
    {
        var lab = new JobLab(Documents);

        var reports = await Task.WhenAll(new[] { "twinbert", "twinbert_v2" }.Select(name => Task.Run(() => lab.RunAsync(embedding: name), Cancel)));

        Assert.All(reports, report => Assert.Equal((null, Documents), (report.Failure, report.Coverage!.Current)));
        var (jobs, _) = await lab.Board.ListAsync(Cancel);
        Assert.Equal([MemoryCluster.Index, MemoryCluster.Index + ":twinbert_v2"], jobs.Select(job => job.Job.Name));
        Assert.All(jobs, job => Assert.Equal((JobState.Done, (long)Documents), (job.State, job.Counters.Embedded)));
        Assert.Empty(lab.Cluster.Aliases);
    }

    [Fact]
    public async Task PrepareAsync_Refused_LeavesNoJobThatNobodyWorksOn()
    {
        var lab = new JobLab(documents: 3);

        var (_, refusal) = await lab.TryRunAsync(calls => new NoAliases(calls));

        Assert.Contains("may not put an alias", refusal, StringComparison.Ordinal);
        Assert.Empty(lab.Jobs.Documents);
    }

    [Fact]
    public async Task PrepareAsync_RefusedWhereAnEarlierRunStopped_LeavesItsJob()
    {
        var lab = new JobLab(Documents);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await lab.RunAsync(
            calls => new SwitchedCalls(calls) { Before = call => SwitchedCalls.IsBulk(call) ? stop.CancelAsync() : Task.CompletedTask }, stop: stop);

        var (_, refusal) = await lab.TryRunAsync(calls => new NoAliases(calls));
        var report = await lab.RunAsync();

        Assert.NotNull(refusal);
        Assert.Equal((Documents, Documents), (report.Counters.Scanned, report.Counters.Embedded));
        Assert.InRange(report.ThisRun.Embedded, 1, Documents - 1);
    }

    [Fact]
    public async Task OpenAsync_AccountMayNotMakeTheIndex_SaysWhy()
    {
        var lab = new JobLab(1);
        lab.Jobs.Refuses = 403;

        var (_, refusal) = await lab.TryRunAsync();

        Assert.Contains("HTTP 403: security_exception", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WrittenMeanwhile_IsSweptUpAndCountedOnce()
    {
        var lab = new JobLab(Documents);
        var bulks = 0;
        Func<IClusterCalls, IClusterCalls> between = calls => new SwitchedCalls(calls)
        {
            Before = call =>
            {
                if (SwitchedCalls.IsBulk(call) && Interlocked.Increment(ref bulks) is 2 or 20)
                {
                    lab.Cluster.Put("new-" + bulks, """{"title":"came meanwhile"}""");
                }

                return Task.CompletedTask;
            },
        };

        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => lab.RunAsync(between), Cancel)));

        var job = await lab.JobAsync();
        Assert.All(reports, report => Assert.Null(report.Failure));
        Assert.Equal(Documents + 2, lab.Cluster.Embedded(BackfillLab.Model));
        Assert.Equal((Documents + 2, Documents + 2), (job.Counters.Scanned, job.Counters.Settled));
        Assert.Equal(JobState.Done, job.State);
    }

    // Gives an order at the fifth bulk.
    private static Func<IClusterCalls, IClusterCalls> Hearing(JobLab lab, JobChange order, out Task ordered)
    {
        var given = new TaskCompletionSource();
        var bulks = 0;
        ordered = given.Task;
        return calls => new SwitchedCalls(calls)
        {
            Before = async call =>
            {
                if (SwitchedCalls.IsBulk(call) && ++bulks == 5)
                {
                    await lab.Board.OrderAsync(MemoryCluster.Index, order, Cancel);
                    given.SetResult();
                }
                else if (SwitchedCalls.IsBulk(call) && bulks > 5)
                {
                    // Long enough to hear of it.
                    await Task.Delay(lab.Options.Watch, Cancel);
                }
            },
        };
    }

    /// <summary>An account that may not put aliases on indices.</summary>
    private sealed class NoAliases(IClusterCalls calls) : IClusterCalls
    {
        public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken) =>
            call.Target == "/_aliases" ? ValueTask.FromResult(new ClusterAnswer(403, default)) : calls.SendAsync(call, cancellationToken);
    }

    /// <summary>A run that waits before its first write, and what lets it go on.</summary>
    private static async Task<(Task<IndexReport> Run, TaskCompletionSource GoOn)> BeginAsync(JobLab lab)
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var run = Task.Run(() => lab.RunAsync(between => new SwitchedCalls(between)
        {
            Before = call =>
            {
                if (!SwitchedCalls.IsBulk(call))
                {
                    return Task.CompletedTask;
                }

                begun.TrySetResult();
                return goOn.Task;
            },
        }), Cancel);
        await begun.Task;
        return (run, goOn);
    }
}
