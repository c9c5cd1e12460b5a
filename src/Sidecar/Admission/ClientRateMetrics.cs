using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Admission;

/// <summary>Counts what was refused because of a limit. Thread-safe.</summary>
internal sealed class ClientRateMetrics
{
    private readonly Counter<long> _refused;

    public ClientRateMetrics(IMeterFactory meters) => _refused = meters.Create(RerankMetrics.MeterName).CreateCounter<long>(
        "twinbert.client_rate.refused", "{request}", "Requests of clients that sent more than one may.");

    /// <summary>A request was refused.</summary>
    public void Refused() => _refused.Add(1);
}
