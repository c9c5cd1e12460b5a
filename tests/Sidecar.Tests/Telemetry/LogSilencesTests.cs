using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Telemetry;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

public sealed class LogSilencesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryBreak_AThingThatIsSaidOnce_IsNeverSaidAgain()
    {
        var silences = new LogSilences<string>(_time, Timeout.InfiniteTimeSpan);
        Assert.True(silences.TryBreak("a", 1, out _));

        _time.Advance(TimeSpan.FromDays(100));

        Assert.True(silences.Contains("a"));
        Assert.False(silences.TryBreak("a", 1, out _));
        Assert.False(silences.Contains("b"));
    }

    [Fact]
    public void TryBreak_AfterAWhile_SaysHowMuchCame()
    {
        var silences = new LogSilences<string>(_time, TimeSpan.FromSeconds(10));
        silences.TryBreak("a", 1, out _);
        silences.TryBreak("a", 3, out _);
        silences.Keep("a", 4);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(silences.Contains("a"));
        Assert.True(silences.TryBreak("a", 1, out var unsaid));
        Assert.Equal(7, unsaid);
    }

    [Fact]
    public void TryBreak_OfVeryMany_ForgetsThoseLongestAgo()
    {
        var silences = new LogSilences<int>(_time, Timeout.InfiniteTimeSpan);

        Assert.All(Enumerable.Range(0, 10_000), thing => Assert.True(silences.TryBreak(thing, 1, out _)));

        Assert.InRange(Enumerable.Range(0, 10_000).Count(silences.Contains), 1, 1_000);
    }
}
