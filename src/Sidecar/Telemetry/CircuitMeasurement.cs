using System.Diagnostics.Metrics;
using System.Text.Json;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>A circuit's state as metrics and the status report spell it.</summary>
internal static class CircuitMeasurement
{
    private static readonly CircuitState[] States = Enum.GetValues<CircuitState>();

    /// <summary><c>closed</c>, <c>half_open</c> or <c>open</c>.</summary>
    public static string NameOf(CircuitState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>1 for the state that it is in, 0 for the others.</summary>
    /// <param name="current">The state that it is in.</param>
    /// <param name="stateTag">The tag that names a state.</param>
    /// <param name="tags">Whose circuit it is.</param>
    public static IEnumerable<Measurement<int>> Of(CircuitState current, string stateTag, params KeyValuePair<string, object?>[] tags) =>
        States.Select(state => new Measurement<int>(state == current ? 1 : 0, [.. tags, KeyValuePair.Create<string, object?>(stateTag, NameOf(state))]));
}
