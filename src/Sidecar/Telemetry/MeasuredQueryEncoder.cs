using TwinBert.Model.Encoding;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>Measures how long queries take to be encoded, with the wait for the encoder. Thread-safe.</summary>
internal sealed class MeasuredQueryEncoder(IQueryEncoder encoder, RerankMetrics metrics, TimeProvider time) : IQueryEncoder
{
    /// <inheritdoc/>
    public ModelFingerprint Fingerprint => encoder.Fingerprint;

    /// <inheritdoc/>
    public int Dimensions => encoder.Dimensions;

    /// <inheritdoc/>
    public async ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var embedding = await encoder.EncodeAsync(text, cancellationToken);
        metrics.Encoded(time.GetElapsedTime(start));
        return embedding;
    }
}
