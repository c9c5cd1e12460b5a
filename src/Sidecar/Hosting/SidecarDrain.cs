using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Status;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Stops a sidecar: first it says that it is not ready and goes on, then it takes no new connections and lets the requests in flight end, and at last it cuts
/// off what is left, and says how much that was. Once, however often it is asked. Thread-safe.
/// </summary>
internal sealed partial class SidecarDrain(IHost application, Readiness readiness, RequestsInFlight requests, TimeProvider time, ILogger<SidecarDrain> logger)
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    /// <summary>Ends when the sidecar has stopped.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Stops it; returns when that is done.</summary>
    /// <param name="delay">How long it goes on before it stops.</param>
    /// <param name="timeout">How long requests then have to end.</param>
    public async Task RunAsync(TimeSpan delay, TimeSpan timeout)
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            await StopAsync(delay, timeout);
            _stopped.SetResult();
        }

        await Stopped;
    }

    private async Task StopAsync(TimeSpan delay, TimeSpan timeout)
    {
        readiness.MarkDraining();
        Log.Draining(logger, requests.Count, delay, timeout);
        await Task.Delay(delay, time);
        using var over = new CancellationTokenSource();
        using var stopped = new CancellationTokenSource();
        var stopping = application.StopAsync(over.Token);
        var cut = 0;
        if (await Task.WhenAny(stopping, Task.Delay(timeout, time, stopped.Token)) != stopping)
        {
            cut = requests.Count;
            await over.CancelAsync();
        }

        await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopped.CancelAsync();
        if (cut == 0)
        {
            Log.Stopped(logger);
        }
        else
        {
            Log.Cut(logger, cut, timeout);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "TwinBert is draining: {Requests} requests in flight; new ones are served for {ShutdownDelay}, and what then runs has {DrainTimeout} to end")]
        public static partial void Draining(ILogger logger, int requests, TimeSpan shutdownDelay, TimeSpan drainTimeout);

        [LoggerMessage(LogLevel.Information, "TwinBert has stopped; every request was answered")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "TwinBert has stopped; {Requests} requests that did not end within DrainTimeout ({DrainTimeout}) were cut off")]
        public static partial void Cut(ILogger logger, int requests, TimeSpan drainTimeout);
    }
}
