using System.Diagnostics.Metrics;
using System.Text.Json;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Documents;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Upkeep;

/// <summary>How fresh the embeddings of each index are. Observed when somebody looks. Thread-safe.</summary>
internal sealed class FreshnessGauges
{
    private static readonly (Freshness State, string Name)[] States =
        [.. Enum.GetValues<Freshness>().Select(state => (state, JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString())))];

    private volatile FreshnessWatch? _watch;

    public FreshnessGauges(IMeterFactory meters)
    {
        var meter = meters.Create(RerankMetrics.MeterName);
        meter.CreateObservableUpDownCounter(
            "twinbert.index.freshness",
            () => Counts(InUse),
            "{document}",
            "Documents of an index by what their embedding is to their text, as samples say.");
        meter.CreateObservableUpDownCounter(
            "twinbert.next.freshness",
            () => Counts(OfNext),
            "{document}",
            "The same of the embeddings of a model that is to take the place of another.");
    }

    /// <summary>What looks; another one with another configuration.</summary>
    public FreshnessWatch? Watch
    {
        get => _watch;
        set => _watch = value;
    }

    /// <summary>Writes what is known of each index as members.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("freshness");
        json.WriteString("state", _watch is { Refusal: null } ? "on" : "off");
        if (_watch?.Refusal is { } refusal)
        {
            json.WriteString("reason", refusal);
        }

        Write(json, "indices", InUse);
        if (OfNext.Any())
        {
            Write(json, "next", OfNext);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<FoundFreshness> all)
    {
        json.WriteStartObject(name);
        foreach (var found in all.OrderBy(found => found.Index, StringComparer.Ordinal))
        {
            Write(json, found.Index, found.Freshness);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string index, IndexFreshness freshness)
    {
        json.WriteStartObject(index);
        foreach (var (state, name) in States)
        {
            json.WriteNumber(name, freshness.Of(state));
        }

        json.WriteNumber("sampled", freshness.Sampled);
        json.WriteBoolean("exact", freshness.IsExact);
        json.WriteEndObject();
    }

    private IEnumerable<FoundFreshness> InUse => _watch?.Found.Where(found => found.IsInUse) ?? [];

    private IEnumerable<FoundFreshness> OfNext => _watch?.Found.Where(found => found.IsOfNext) ?? [];

    private static IEnumerable<Measurement<long>> Counts(IEnumerable<FoundFreshness> all) =>
        from found in all
        from state in States
        select new Measurement<long>(
            found.Freshness.Of(state.State),
            KeyValuePair.Create<string, object?>("twinbert.index", found.Index),
            KeyValuePair.Create<string, object?>("twinbert.freshness", state.Name));
}
