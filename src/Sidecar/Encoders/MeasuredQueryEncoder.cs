using System.Diagnostics;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Encoders;

/// <summary>Measures and traces how long queries take to be encoded, with the wait for the encoder. Thread-safe.</summary>
internal sealed class MeasuredQueryEncoder(IQueryEncoder encoder, RerankMetrics metrics, Spans spans, TimeProvider time) : IQueryEncoder
{
    /// <inheritdoc/>
    public ModelFingerprint Fingerprint => encoder.Fingerprint;

    /// <inheritdoc/>
    public int Dimensions => encoder.Dimensions;

    /// <inheritdoc/>
    public async ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        using var span = spans.Start(Spans.Encode)?.SetTag("twinbert.encode.side", "query").SetTag("twinbert.model", Fingerprint.Value);
        var start = time.GetTimestamp();
        try
        {
            var embedding = await encoder.EncodeAsync(text, cancellationToken);
            metrics.Encoded(time.GetElapsedTime(start));
            return embedding;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
