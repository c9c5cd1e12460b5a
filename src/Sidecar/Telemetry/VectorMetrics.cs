using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>Whether each index is asked for vectors. Observed when somebody looks. Thread-safe.</summary>
internal sealed class VectorMetrics
{
    /// <summary>The tag with the name or pattern of an index's settings.</summary>
    public const string PatternTag = "twinbert.vectors.index";

    /// <summary>The tag with the state: <c>closed</c>, <c>half_open</c> or <c>open</c>.</summary>
    public const string StateTag = "twinbert.vectors.state";

    private readonly VectorCircuits _circuits;

    public VectorMetrics(IMeterFactory meters, VectorCircuits circuits)
    {
        _circuits = circuits;
        meters.Create(RerankMetrics.MeterName).CreateObservableUpDownCounter(
            "twinbert.vectors.circuit", Observe, "{index}", "Whether an index is asked for the vectors of a window: 1 for the state that it is in, 0 for "
                + "the others.");
    }

    /// <summary>Whether each index is asked, as the status report spells it.</summary>
    public IEnumerable<(string Pattern, string State)> States =>
        _circuits.States.Select(circuit => (circuit.Pattern, CircuitMeasurement.NameOf(circuit.State)));

    private IEnumerable<Measurement<int>> Observe() =>
        _circuits.States.SelectMany(
            circuit => CircuitMeasurement.Of(circuit.State, StateTag, KeyValuePair.Create<string, object?>(PatternTag, circuit.Pattern)));
}
