using Microsoft.Extensions.Time.Testing;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Settings;
using Xunit;

namespace TwinBert.Backfill.Tests.Jobs;

public sealed class WorkerWatchTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly WorkerWatch _watch;

    public WorkerWatchTests() => _watch = new(Lease, _time);

    [Fact]
    public void IsDead_SilentForALease_IsSo()
    {
        Hear(beat: 1, seconds: 0, times: 1);
        Hear(beat: 1, seconds: 2, times: 14);
        Assert.False(_watch.IsDead("a", Job(1)));

        Hear(beat: 1, seconds: 2, times: 2);

        Assert.True(_watch.IsDead("a", Job(1)));
    }

    [Fact]
    public void IsDead_Beating_IsNot()
    {
        for (var beat = 0; beat < 20; beat++)
        {
            Hear(beat, seconds: 2, times: 5);
        }

        Assert.False(_watch.IsDead("a", Job(20)));
    }

    [Fact]
    public void IsDead_NothingCouldBeHeard_TheTimeDoesNotCount()
    {
        Hear(beat: 1, seconds: 2, times: 10);

        Hear(beat: 1, seconds: 300, times: 1);
        Hear(beat: 1, seconds: 2, times: 10);

        Assert.False(_watch.IsDead("a", Job(1)));
    }

    [Fact]
    public void IsDead_InNoListAnyMore_IsSoAfterALease()
    {
        Assert.False(_watch.IsDead("gone", Job(1)));

        Hear(beat: 1, seconds: 2, times: 16);

        Assert.True(_watch.IsDead("gone", Job(1)));
    }

    private static JobDocument Job(long beat) => new("products", "u", "f", "m", BackfillMode.Outdated)
    {
        Workers = [new("a", "elsewhere", 1, default, "there") { Beat = beat }],
    };

    private void Hear(long beat, int seconds, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            _watch.Listen(Job(beat));
        }
    }
}
