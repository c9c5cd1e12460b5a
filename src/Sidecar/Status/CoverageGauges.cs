using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Status;

/// <summary>How many documents have an embedding. Observed when somebody looks. Thread-safe.</summary>
internal sealed class CoverageGauges
{
    private readonly Observed _observed;

    public CoverageGauges(IMeterFactory meters, Observed observed)
    {
        _observed = observed;
        var meter = meters.Create(RerankMetrics.MeterName);
        meter.CreateObservableUpDownCounter(
            "twinbert.index.documents", () => Counts(known => known.Documents), "{document}", "Documents of an index, as they were last counted.");
        meter.CreateObservableUpDownCounter(
            "twinbert.index.embedded",
            () => Counts(known => known.Embedded),
            "{document}",
            "Documents of an index that have an embedding of the model in use, as they were last counted.");
    }

    private IEnumerable<Measurement<long>> Counts(Func<CrossingKnowledge, long> of) => _observed.Parts is { Knowledge.Coverage: var coverage }
        ? coverage.Select(entry => new Measurement<long>(of(entry.Value.Knowledge), KeyValuePair.Create<string, object?>("twinbert.index", entry.Key)))
        : [];
}
