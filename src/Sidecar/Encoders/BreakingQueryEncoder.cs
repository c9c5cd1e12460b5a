using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Encoders;

/// <summary>Passes an encoder over for a while that failed several times in a row. Thread-safe.</summary>
/// <param name="encoder">The encoder.</param>
/// <param name="breaker">Counts its failures.</param>
internal sealed class BreakingQueryEncoder(IQueryEncoder encoder, CircuitBreaker breaker)
{
    /// <summary>Whether the encoder is used.</summary>
    public CircuitState State => breaker.State;

    /// <summary>Whether a query would be encoded now.</summary>
    public bool Admits => breaker.Admits;

    /// <summary>Says that the encoder had all the time that there is and did not come to an end.</summary>
    public void CountTimeout() => breaker.CountFailure();

    /// <summary>Encodes a query.</summary>
    /// <param name="text">The query's text.</param>
    /// <param name="cancellationToken">Stops waiting for the encoder.</param>
    /// <returns>The embedding; <see langword="null"/> where the encoder is passed over.</returns>
    public async ValueTask<QueryEmbedding?> TryEncodeAsync(string text, CancellationToken cancellationToken)
    {
        using var attempt = breaker.TryBegin();
        if (attempt is null)
        {
            return null;
        }

        try
        {
            var embedding = await encoder.EncodeAsync(text, cancellationToken);
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
