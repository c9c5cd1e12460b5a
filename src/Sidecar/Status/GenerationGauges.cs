using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Status;

/// <summary>
/// How far the changes of models are: of each entry with a next one, whether searches are ranked by it, and how many documents have its embedding. Observed
/// when somebody looks. Thread-safe.
/// </summary>
internal sealed class GenerationGauges
{
    private readonly Observed _observed;

    public GenerationGauges(IMeterFactory meters, Observed observed)
    {
        _observed = observed;
        var meter = meters.Create(RerankMetrics.MeterName);
        meter.CreateObservableUpDownCounter(
            "twinbert.next.serving", Serving, "{entry}", "Whether searches of an entry are ranked by its next model: 1, or 0 while by the one before.");
        meter.CreateObservableUpDownCounter(
            "twinbert.next.embedded",
            Embedded,
            "{document}",
            "Documents of an index that have an embedding of the next model, as they were last counted.");
    }

    private IEnumerable<Measurement<int>> Serving() => (_observed.Parts?.Changing ?? []).Select(
        pair => new Measurement<int>(pair.IsNextServing ? 1 : 0, Tag("twinbert.index", pair.Configured.Pattern), Tag("twinbert.model", ModelOf(pair))));

    // What stands beside the model in use is counted apart: which of the two is the next one depends on what serves.
    private IEnumerable<Measurement<long>> Embedded()
    {
        if (_observed.Parts is not { } parts)
        {
            yield break;
        }

        foreach (var pair in parts.Changing)
        {
            var counted = pair.IsNextServing ? parts.Knowledge.Coverage : parts.Knowledge.StandbyCoverage;
            if (counted.TryGetValue(pair.Configured.Pattern, out var found))
            {
                yield return new(found.Knowledge.Embedded, Tag("twinbert.index", pair.Configured.Pattern), Tag("twinbert.model", ModelOf(pair)));
            }
        }
    }

    private static string ModelOf(GenerationPair pair) => pair.Next!.Model.Fingerprint.Value;

    private static KeyValuePair<string, object?> Tag(string name, string value) => KeyValuePair.Create<string, object?>(name, value);
}
