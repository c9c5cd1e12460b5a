using TwinBert.Backfill.Documents;
using Xunit;

namespace TwinBert.Backfill.Tests.Documents;

public sealed class EncodingClockTests
{
    private readonly SteppedTime _time = new();

    [Fact]
    public void Leave_BatchesAtOnce_CountsTheirTimeOnce()
    {
        var clock = new EncodingClock(_time);

        clock.Enter();
        _time.Step(2);
        clock.Enter();
        _time.Step(3);
        var first = clock.Leave();
        _time.Step(4);
        var second = clock.Leave();

        Assert.Equal((5, 4), (first, second));
    }

    [Fact]
    public void Leave_AfterAPause_DoesNotCountThePause()
    {
        var clock = new EncodingClock(_time);
        clock.Enter();
        _time.Step(1);
        clock.Leave();
        _time.Step(60);

        clock.Enter();
        _time.Step(2);

        Assert.Equal(2, clock.Leave());
    }

    /// <summary>Time that passes when a test says so.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds;

        public void Step(long seconds) => _seconds += seconds;
    }
}
