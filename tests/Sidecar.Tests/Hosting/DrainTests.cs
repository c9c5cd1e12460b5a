using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.SidecarKit;
using Xunit;

namespace TwinBert.Sidecar.Tests.Hosting;

/// <summary>How a sidecar stops: not ready first, then without new connections, then without what does not end.</summary>
public sealed class DrainTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();
    private readonly KeptLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Stop_WithinTheDelay_SaysThatItIsNotReadyAndServesOn()
    {
        await using var fixture = await StartAsync();
        using var stop = new CancellationTokenSource();
        var stopped = fixture.Host.WaitForShutdownAsync(stop.Token);

        await stop.CancelAsync();
        await _log.WithAsync("TwinBert is draining: 0 requests in flight", Cancel);
        using var ready = await fixture.SendAsync("GET", "/_twinbert/health/ready");
        using var live = await fixture.SendAsync("GET", "/_twinbert/health/live");
        using var answer = await fixture.SendAsync("GET", "/_cat/indices");
        _time.Advance(Delay);
        await stopped;

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode, answer.StatusCode));
        Assert.StartsWith("""{"status":"draining",""", await ready.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("TwinBert has stopped; every request was answered", _log.Lines);
    }

    [Fact]
    public async Task Stop_RequestInFlight_IsWaitedForAndAnswered()
    {
        await using var fixture = await StartAsync();
        var (arrived, release) = Hold(fixture);
        var request = fixture.SendAsync("GET", "/products/_count");
        await arrived;
        using var stop = new CancellationTokenSource();
        var stopped = fixture.Host.WaitForShutdownAsync(stop.Token);

        await stop.CancelAsync();
        await _log.WithAsync("TwinBert is draining: 1 requests in flight", Cancel);
        _time.Advance(Delay);
        release.SetResult();
        using var answer = await request;
        await stopped;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("TwinBert has stopped; every request was answered", _log.Lines);
    }

    [Fact]
    public async Task Stop_RequestThatDoesNotEnd_IsCutOffAndCounted()
    {
        await using var fixture = await StartAsync();
        var (arrived, release) = Hold(fixture);
        var request = fixture.SendAsync("GET", "/products/_count");
        await arrived;
        using var stop = new CancellationTokenSource();
        var stopped = fixture.Host.WaitForShutdownAsync(stop.Token);

        await stop.CancelAsync();
        await _log.WithAsync("TwinBert is draining", Cancel);
        while (!stopped.IsCompleted)
        {
            // The timers follow one after the other.
            _time.Advance(Delay);
            await Task.Yield();
        }

        await stopped;
        release.SetResult();

        await Assert.ThrowsAsync<HttpRequestException>(() => request);
        Assert.Contains("TwinBert has stopped; 1 requests that did not end within DrainTimeout (00:01:00) were cut off", _log.Lines);
    }

    private static (Task Arrived, TaskCompletionSource Release) Hold(SidecarFixture fixture)
    {
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        fixture.Upstream.Answer = async _ =>
        {
            arrived.SetResult();
            await release.Task;
        };
        return (arrived.Task, release);
    }

    private Task<SidecarFixture> StartAsync() => SidecarFixture.StartAsync(settings => settings with
    {
        TimeProvider = _time,
        Options = settings.Options with { ShutdownDelay = Delay, DrainTimeout = Timeout },
        Logging = logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(_log),
    });
}
