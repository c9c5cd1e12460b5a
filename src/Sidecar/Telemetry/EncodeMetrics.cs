using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>Whether the encoder is used, and how many requests are on their way through it. Observed when somebody looks. Thread-safe.</summary>
internal sealed class EncodeMetrics
{
    /// <summary>The tag with the state: <c>closed</c>, <c>half_open</c> or <c>open</c>.</summary>
    public const string StateTag = "twinbert.encode.state";

    private readonly EncodeStage _stage;

    public EncodeMetrics(IMeterFactory meters, EncodeStage stage)
    {
        _stage = stage;
        var meter = meters.Create(RerankMetrics.MeterName);
        meter.CreateObservableUpDownCounter(
            "twinbert.encode.pending",
            () => stage.Pending,
            "{request}",
            "Requests whose queries are in the encoder or wait for it.");
        meter.CreateObservableUpDownCounter(
            "twinbert.encode.circuit",
            Observe,
            "{encoder}",
            "Whether the encoder is used: 1 for the state that it is in, 0 for the others.");
    }

    /// <summary>Whether the encoder is used, as metrics and the status report spell it.</summary>
    public string State => CircuitMeasurement.NameOf(_stage.State);

    /// <summary>The requests whose queries are in the encoder or wait for it.</summary>
    public int Pending => _stage.Pending;

    private IEnumerable<Measurement<int>> Observe() => CircuitMeasurement.Of(_stage.State, StateTag);
}
