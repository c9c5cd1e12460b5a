using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Protocol;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Encoders;

/// <summary>The way of queries to one model's encoder. Thread-safe.</summary>
/// <param name="encoder">The encoder.</param>
/// <param name="places">The places before all encoders.</param>
internal sealed class QueryEncoding(BreakingQueryEncoder encoder, EncodePlaces places)
{
    /// <summary>Whether the encoder is used.</summary>
    public CircuitState State => encoder.State;

    /// <summary>Says that the encoder had all the time that there is and did not come to an end.</summary>
    public void CountTimeout() => encoder.CountTimeout();

    /// <summary>Starts to encode queries.</summary>
    /// <param name="queries">The queries, at least one.</param>
    /// <param name="begun">Receives their embeddings to be.</param>
    /// <param name="caller">Whose searches they are.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Why they are not encoded; <see langword="null"/> when they are.</returns>
    public RerankReason? TryStart(
        IReadOnlyList<QueryKey> queries, Dictionary<QueryKey, Task<QueryEmbedding?>> begun, CallerKey caller, CancellationToken cancellationToken)
    {
        if (!encoder.Admits)
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

    /// <summary>Keeps an embedding as soon as it is there, if it comes.</summary>
    public static void KeepWhenDone(QueryKey query, Task<QueryEmbedding?> encoding)
    {
        if (query.Model.QueryCache is { } cache)
        {
            _ = KeepAsync(cache, query.Text, encoding);
        }
    }

    private static async Task KeepAsync(IQueryCache cache, string text, Task<QueryEmbedding?> encoding)
    {
        await ((Task)encoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (encoding.IsCompletedSuccessfully && await encoding is { } embedding)
        {
            cache.Keep(text, embedding);
        }
    }

    private async Task<QueryEmbedding?> EncodeAfterAsync(Task previous, string text, CallerKey? isLastOf, CancellationToken cancellationToken)
    {
        // Each text has its own failure.
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            return await Task.Run(() => encoder.TryEncodeAsync(text, cancellationToken).AsTask(), cancellationToken);
        }
        finally
        {
            if (isLastOf is { } caller)
            {
                places.GiveBack(caller);
            }
        }
    }
}
