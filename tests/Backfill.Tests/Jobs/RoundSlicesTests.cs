using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Keeping;
using TwinBert.Backfill.Tests.Clusters;
using Xunit;

namespace TwinBert.Backfill.Tests.Jobs;

public sealed class RoundSlicesTests
{
    private static readonly JobRoundPlan Round = JobRoundPlan.Of(0, [new ShardPosition(0, -1, 2_000_000)]);

    [Fact]
    public async Task Counters_WhileSlicesAreTakenAndDone_AddUpAllTheTime()
    {
        var slices = new RoundSlices(JobsIndex.Of(new MemoryJobs(new())), "job", Round);
        using var begun = new ManualResetEventSlim();

        // As in a run, where the next slice is taken while batches of the one before are being written.
        var taking = Task.Run(
            () =>
            {
                begun.Set();
                foreach (var number in Enumerable.Range(0, slices.Plan.Count))
                {
                    slices.Take(number, Kept(number, scanned: 0));
                    slices.Change(number, Kept(number, scanned: 1));
                }
            },
            TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);
        var before = 0L;
        while (!taking.IsCompleted)
        {
            var now = slices.Counters.Scanned;
            Assert.InRange(now, before, slices.Plan.Count);
            Assert.All(slices.Free(_ => true).Take(1), number => Assert.InRange(number, 0, slices.Plan.Count));
            before = now;
        }

        await taking;
        Assert.Equal((slices.Plan.Count, true), (slices.Counters.Scanned, slices.AreDone));
    }

    [Fact]
    public void Counters_SliceChangedAgain_CountsItOnce()
    {
        var slices = new RoundSlices(JobsIndex.Of(new MemoryJobs(new())), "job", Round);

        slices.Take(3, Kept(3, scanned: 4));
        slices.Change(3, Kept(3, scanned: 7));

        Assert.Equal(7, slices.Counters.Scanned);
    }

    private static Kept<SliceDocument> Kept(int number, long scanned)
    {
        var plan = Round.Slices()[0];
        var progress = plan with { After = scanned > 0 ? plan.Through : plan.After, Counters = new() { Scanned = scanned } };
        return new(new("job", "products", 0, number, progress), number, 1);
    }
}
