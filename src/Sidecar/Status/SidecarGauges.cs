using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Status;

/// <summary>What state the sidecar is in. Observed when somebody looks, so that a search pays nothing for it. Thread-safe.</summary>
internal sealed class SidecarGauges
{
    private readonly Observed _observed;

    public SidecarGauges(IMeterFactory meters, Observed observed)
    {
        _observed = observed;
        var meter = meters.Create(RerankMetrics.MeterName);
        meter.CreateObservableUpDownCounter(
            "twinbert.encode.pending", () => Pending, "{request}", "Requests whose queries are in an encoder or wait for it.");
        meter.CreateObservableUpDownCounter(
            "twinbert.encode.circuit",
            Encoders,
            "{encoder}",
            "Whether a model's encoder is used: 1 for the state that it is in, 0 for the others.");
        meter.CreateObservableUpDownCounter(
            "twinbert.vectors.circuit",
            Indices,
            "{index}",
            "Whether an index is asked for the vectors of a window: 1 for the state that it is in, 0 for the others.");
        meter.CreateObservableUpDownCounter(
            "twinbert.buffers.used", () => BufferBytes, "By", "Memory of bodies that are held to be looked into, reranked or cut.");
        meter.CreateObservableCounter("twinbert.query_cache.lookups", Lookups, "{lookup}", "Lookups of queries' embeddings in the cache.");
    }

    private int Pending => _observed.Parts?.Encoders.Pending ?? 0;

    private long BufferBytes => _observed.Parts?.Buffers.Used ?? 0;

    // Models may have one fingerprint and two query towers, and a series has one state: the worst.
    private IEnumerable<Measurement<int>> Encoders() => _observed.Parts?.Encoders.States.GroupBy(encoder => encoder.Model.Fingerprint).SelectMany(
        alike => CircuitMeasurement.Of(alike.Max(encoder => encoder.State), "twinbert.encode.state", Tag("twinbert.model", alike.Key.Value))) ?? [];

    private IEnumerable<Measurement<int>> Indices() => _observed.Parts?.Circuits.States.SelectMany(
        circuit => CircuitMeasurement.Of(circuit.State, "twinbert.vectors.state", Tag("twinbert.vectors.index", circuit.Pattern))) ?? [];

    private IEnumerable<Measurement<long>> Lookups() => _observed.Parts?.Models.Lookups is var (hits, misses)
        ? [new(hits, Tag("twinbert.query_cache.result", "hit")), new(misses, Tag("twinbert.query_cache.result", "miss"))]
        : [];

    private static KeyValuePair<string, object?> Tag(string name, string value) => KeyValuePair.Create<string, object?>(name, value);
}
