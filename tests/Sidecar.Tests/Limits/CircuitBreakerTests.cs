using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Limits;
using Xunit;

namespace TwinBert.Sidecar.Tests.Limits;

public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new(2, Break, _time);

    [Fact]
    public void Failures_InARow_OpenIt()
    {
        Fail();
        Assert.True(_breaker.Admits);
        Fail();

        Assert.Equal((CircuitState.Open, false), (_breaker.State, _breaker.Admits));
        Assert.Null(_breaker.TryBegin());
    }

    [Fact]
    public void Failures_WithASuccessBetween_DoNot()
    {
        Fail();
        _breaker.TryBegin()!.Succeed();
        Fail();

        Assert.Equal(CircuitState.Closed, _breaker.State);
    }

    [Fact]
    public void Attempt_ThatShowedNothing_CountsForNeither()
    {
        Fail();
        _breaker.TryBegin()!.Dispose();
        Fail();

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Probe_AfterTheBreak_IsOneAndDecides(bool succeeds)
    {
        Open();
        _time.Advance(Break);
        var probe = _breaker.TryBegin()!;
        Assert.Equal((CircuitState.HalfOpen, false), (_breaker.State, _breaker.Admits));

        if (succeeds)
        {
            probe.Succeed();
        }
        else
        {
            probe.Fail();
        }

        probe.Dispose();
        Assert.Equal(succeeds ? CircuitState.Closed : CircuitState.Open, _breaker.State);
    }

    [Fact]
    public void Probe_ThatShowedNothing_MakesWayForTheNext()
    {
        Open();
        _time.Advance(Break);
        _breaker.TryBegin()!.Dispose();

        Assert.True(_breaker.Admits);
    }

    [Fact]
    public void Probe_ThatNeverEnds_IsGivenUpByATimeout()
    {
        Open();
        _time.Advance(Break);
        var hangs = _breaker.TryBegin()!;
        _breaker.CountFailure();
        Assert.Equal(CircuitState.Open, _breaker.State);

        _time.Advance(Break);
        using var next = _breaker.TryBegin();
        hangs.Dispose();
        Assert.False(_breaker.Admits);
    }

    [Fact]
    public void Success_OfWhatBeganBefore_DoesNotClose()
    {
        var early = _breaker.TryBegin()!;
        Open();
        early.Succeed();

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    private void Open()
    {
        Fail();
        _breaker.CountFailure();
        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    private void Fail() => _breaker.TryBegin()!.Fail();
}
