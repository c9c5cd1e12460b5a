using Polly;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Resilience;

/// <summary>
/// Repeats calls that a busy, restarting or unreachable cluster did not serve (429, 502, 503, 504, no answer). Every call of a backfill may be sent twice:
/// its reads change nothing, and its writes are guarded by the sequence number that the first of the two uses up. Thread-safe.
/// </summary>
/// <param name="calls">The calls that are repeated.</param>
/// <param name="options">How long to wait.</param>
/// <param name="time">Measures the waits.</param>
/// <param name="isBusy">Which answers call for a repetition; those named above if <see langword="null"/>.</param>
public sealed class RetryingClusterCalls(
    IClusterCalls calls,
    BackoffOptions options,
    TimeProvider time,
    Func<ClusterAnswer, bool>? isBusy = null) : IClusterCalls
{
    private readonly ResiliencePipeline<ClusterAnswer> _pipeline = Backoff.Create<ClusterAnswer>(options, time, isBusy ?? IsBusy, answer => answer.RetryAfter);

    /// <inheritdoc/>
    public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(static (state, token) => state.calls.SendAsync(state.call, token), (calls, call), cancellationToken);

    private static bool IsBusy(ClusterAnswer answer) => answer.Status is 0 or 429 or 502 or 503 or 504;
}
