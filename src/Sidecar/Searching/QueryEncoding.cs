using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Protocol;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Searching;

/// <summary>The way of queries to one model's encoder; a failing encoder is passed over for a while. Thread-safe.</summary>
/// <param name="model">The model.</param>
/// <param name="places">The places before the encoders.</param>
/// <param name="breaker">Passes the encoder over.</param>
internal sealed class QueryEncoding(ServedModel model, EncodePlaces places, CircuitBreaker breaker)
{
    /// <summary>Whether the encoder is used.</summary>
    public CircuitState State => breaker.State;

    /// <summary>Says that the encoder had all the time that there is and did not come to an end.</summary>
    public void CountTimeout() => breaker.CountFailure();

    /// <summary>Starts to encode queries.</summary>
    /// <param name="queries">The queries, at least one.</param>
    /// <param name="begun">Receives their embeddings to be.</param>
    /// <param name="caller">Whose searches they are.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Why they are not encoded; <see langword="null"/> when they are.</returns>
    public RerankReason? TryStart(
        IReadOnlyList<QueryKey> queries, Dictionary<QueryKey, Task<QueryEmbedding>> begun, CallerKey caller, CancellationToken cancellationToken)
    {
        if (!breaker.Admits)
        {
            return RerankReason.EncoderOpen;
        }

        if (!places.TryTake(caller))
        {
            return RerankReason.Overloaded;
        }

        var last = Task.CompletedTask;
        foreach (var (i, query) in queries.Index())
        {
            var encoding = EncodeAfterAsync(last, query.Text, i == queries.Count - 1 ? caller : null, cancellationToken);
            begun.Add(query, encoding);
            last = encoding;
        }

        return null;
    }

    /// <summary>Keeps an embedding as soon as it is there; one that fails is not kept.</summary>
    public static void KeepWhenDone(QueryKey query, Task<QueryEmbedding> encoding)
    {
        if (query.Model.QueryCache is { } cache)
        {
            _ = KeepAsync(cache, query.Text, encoding);
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
                places.GiveBack(caller);
            }
        }
    }

    private async Task<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        using var attempt = breaker.TryBegin() ?? throw new EncoderOpenException();
        try
        {
            var embedding = await model.Queries.EncodeAsync(text, cancellationToken);
            attempt.Succeed();
            return embedding;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            attempt.Fail();
            throw;
        }
    }
}

/// <summary>The encoder failed while a query waited for its turn, so often that it is passed over.</summary>
internal sealed class EncoderOpenException() : Exception("The encoder is passed over for a while, because it failed several times in a row.");
