using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Resilience;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// The way of queries to the encoder. A request takes one place in it, and where all are taken it is refused rather than left to wait; a failing encoder
/// is passed over for a while. What the cache has needs no place and no encoder. Thread-safe.
/// </summary>
internal sealed class EncodeStage(SidecarModel model, LimitOptions limits, RerankMetrics metrics, TimeProvider time)
{
    private readonly CircuitBreaker _breaker = new(limits.BreakAfterFailures, limits.BreakDuration, time);
    private int _pending;

    /// <summary>Whether the encoder is used.</summary>
    public CircuitState State => _breaker.State;

    /// <summary>The requests whose queries are in the encoder or wait for it.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>
    /// Starts to encode the queries of a request, each text once and one after the other, so that a large request does not stand before everybody else's.
    /// Returns at once, even where the encoder works on the calling thread.
    /// </summary>
    /// <param name="texts">The texts, in the order in which they are wanted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public QueryEncodings Start(IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var byText = new Dictionary<string, Task<QueryEmbedding>>(StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
        {
            if (model.RecallQuery?.Invoke(text) is { } known)
            {
                byText.Add(text, Task.FromResult(known));
            }
            else
            {
                unknown.Add(text);
            }
        }

        var refusal = unknown.Count == 0 ? null : !_breaker.Admits ? SearchReason.EncoderOpen : !TryTakePlace() ? SearchReason.Overloaded : null;
        if (unknown.Count > 0 && refusal is null)
        {
            StartEach(unknown, byText, cancellationToken);
        }

        return new(byText, refusal);
    }

    /// <summary>Says that the encoder had all the time that there is and did not come to an end.</summary>
    public void CountTimeout() => _breaker.CountTimeout();

    private bool TryTakePlace()
    {
        if (Interlocked.Increment(ref _pending) <= limits.MaxPendingEncodings)
        {
            return true;
        }

        Interlocked.Decrement(ref _pending);
        return false;
    }

    private void StartEach(List<string> texts, Dictionary<string, Task<QueryEmbedding>> byText, CancellationToken cancellationToken)
    {
        var previous = Task.CompletedTask;
        foreach (var (i, text) in texts.Index())
        {
            var encoding = EncodeAfterAsync(previous, text, isLast: i == texts.Count - 1, cancellationToken);
            byText.Add(text, encoding);
            previous = encoding;
        }
    }

    private async Task<QueryEmbedding> EncodeAfterAsync(Task previous, string text, bool isLast, CancellationToken cancellationToken)
    {
        // Each text has its own failure.
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            return await Task.Run(() => EncodeAsync(text, cancellationToken), cancellationToken);
        }
        finally
        {
            Interlocked.Add(ref _pending, isLast ? -1 : 0);
        }
    }

    private async Task<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        using var attempt = _breaker.TryBegin() ?? throw new EncoderOpenException();
        var start = time.GetTimestamp();
        try
        {
            var embedding = await model.QueryEncoder.EncodeAsync(text, cancellationToken);
            attempt.Succeed();
            metrics.Encoded(time.GetElapsedTime(start));
            return embedding;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            attempt.Fail();
            throw;
        }
    }
}
