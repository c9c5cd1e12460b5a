using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Embedding;

/// <summary>Counts the texts of the embedding service. Thread-safe.</summary>
internal sealed class EmbeddingMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _texts = meters.Create(RerankMetrics.MeterName).CreateCounter<long>(
        "twinbert.embed.texts", "{text}", "Texts that the embedding service was asked for, by what became of the request.");

    /// <summary>Counts texts.</summary>
    /// <param name="dialect">How they were asked for.</param>
    /// <param name="status">What their request was answered with.</param>
    /// <param name="texts">How many; 1 where that is not known.</param>
    public void Count(EmbeddingDialect dialect, int status, int texts) => _texts.Add(
        texts,
        KeyValuePair.Create<string, object?>("twinbert.embed.api", dialect.Name),
        KeyValuePair.Create<string, object?>("http.response.status_code", status));
}
