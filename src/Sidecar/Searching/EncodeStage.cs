using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Protocol;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Resilience;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// The way of queries to the encoder. A request takes one place in it, and where all are taken, or all that its caller may have, it is refused rather than
/// left to wait; a failing encoder is passed over for a while. What the cache has needs no place and no encoder. A caller whom the engine has not answered yet,
/// or refused last, gets neither before it has. Thread-safe.
/// </summary>
internal sealed class EncodeStage(SidecarModel model, KnownCallers callers, LimitOptions limits, RerankMetrics metrics, TimeProvider time)
{
    private readonly CircuitBreaker _breaker = new(limits.BreakAfterFailures, limits.BreakDuration, time);
    private readonly EncodePlaces _places = new(limits.MaxPendingEncodings, time);

    /// <summary>Whether the encoder is used.</summary>
    public CircuitState State => _breaker.State;

    /// <summary>The requests whose queries are in the encoder or wait for it.</summary>
    public int Pending => _places.Taken;

    /// <summary>The embeddings that are kept; <see langword="null"/> for none.</summary>
    public IQueryCache? Cache => model.QueryCache;

    /// <summary>The callers whom the engine answers.</summary>
    public KnownCallers Callers => callers;

    /// <summary>
    /// Opens the queries of a request. Where the engine answers the caller, they are begun: each text once and one after the other, so that a large request
    /// does not stand before everybody else's. Returns at once, even where the encoder works on the calling thread.
    /// </summary>
    /// <param name="texts">The texts, in the order in which they are wanted.</param>
    /// <param name="caller">Whose searches they are.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public QueryEncodings Open(IEnumerable<string> texts, CallerKey caller, CancellationToken cancellationToken)
    {
        var encodings = new QueryEncodings(this, caller, cancellationToken);
        if (callers.Contains(caller))
        {
            encodings.Begin(texts);
        }

        return encodings;
    }

    /// <summary>Says that the encoder had all the time that there is and did not come to an end.</summary>
    public void CountTimeout() => _breaker.CountFailure();

    /// <summary>Starts to encode texts.</summary>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="byText">Receives their embeddings to be.</param>
    /// <param name="caller">Whose searches they are.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Why they are not encoded, a <see cref="RerankReason"/>; <see langword="null"/> when they are.</returns>
    internal RerankReason? TryStart(List<string> texts, Dictionary<string, Task<QueryEmbedding>> byText, CallerKey caller, CancellationToken cancellationToken)
    {
        if (!_breaker.Admits)
        {
            return RerankReason.EncoderOpen;
        }

        if (!_places.TryTake(caller))
        {
            return RerankReason.Overloaded;
        }

        var last = Task.CompletedTask;
        foreach (var (i, text) in texts.Index())
        {
            var encoding = EncodeAfterAsync(last, text, i == texts.Count - 1 ? caller : null, cancellationToken);
            byText.Add(text, encoding);
            last = encoding;
        }

        return null;
    }

    /// <summary>Keeps an embedding as soon as it is there; one that fails is not kept.</summary>
    internal void KeepWhenDone(string text, Task<QueryEmbedding> encoding)
    {
        if (Cache is { } cache)
        {
            _ = KeepAsync(cache, text, encoding);
        }
    }

    private static async Task KeepAsync(IQueryCache cache, string text, Task<QueryEmbedding> encoding)
    {
        await ((Task)encoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (encoding.IsCompletedSuccessfully)
        {
            cache.Keep(text, await encoding);
        }
    }

    private async Task<QueryEmbedding> EncodeAfterAsync(Task previous, string text, CallerKey? isLastOf, CancellationToken cancellationToken)
    {
        // Each text has its own failure.
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            return await Task.Run(() => EncodeAsync(text, cancellationToken), cancellationToken);
        }
        finally
        {
            if (isLastOf is { } caller)
            {
                _places.GiveBack(caller);
            }
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
