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

    public FreshnessGauges(IMeterFactory meters) => meters.Create(RerankMetrics.MeterName).CreateObservableUpDownCounter(
        "twinbert.index.freshness", Counts, "{document}", "Documents of an index by what their embedding is to their text, as samples say.");

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

        json.WriteStartObject("indices");
        foreach (var (index, freshness) in Found.OrderBy(found => found.Key, StringComparer.Ordinal))
        {
            Write(json, index, freshness);
        }

        json.WriteEndObject();
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

    private IReadOnlyDictionary<string, IndexFreshness> Found => _watch?.Found ?? new Dictionary<string, IndexFreshness>();

    private IEnumerable<Measurement<long>> Counts() =>
        from found in Found
        from state in States
        select new Measurement<long>(
            found.Value.Of(state.State),
            KeyValuePair.Create<string, object?>("twinbert.index", found.Key),
            KeyValuePair.Create<string, object?>("twinbert.freshness", state.Name));
}
