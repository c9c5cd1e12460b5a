using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Indexing;

/// <summary>An index's settings, flat, names starting with <c>index.</c>. Immutable.</summary>
internal sealed class IndexSettings
{
    private static readonly string[] Static = ["index.number_of_shards", "index.codec", "index.mapping.exclude_source_vectors"];

    private static readonly string[] Known =
    [
        .. Static, "index.number_of_replicas", "index.refresh_interval", "index.max_result_window", "index.auto_expand_replicas", "index.hidden",
        "index.mapping.total_fields.limit", "index.translog.durability", "index.blocks.read_only_allow_delete", "index.blocks.write", "index.blocks.read_only",
        "index.knn",
    ];

    private const int DefaultResultWindow = 10_000;

    private IndexSettings(ImmutableSortedDictionary<string, string> values)
    {
        Values = values;
        RefreshInterval = ReadInterval(values.GetValueOrDefault("index.refresh_interval"));
        MaxResultWindow = int.Parse(
            values.GetValueOrDefault("index.max_result_window") ?? DefaultResultWindow.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
    }

    public static IndexSettings Default { get; } = new(ImmutableSortedDictionary<string, string>.Empty
        .WithComparers(StringComparer.Ordinal)
        .Add("index.number_of_shards", "1")
        .Add("index.number_of_replicas", "1"));

    public ImmutableSortedDictionary<string, string> Values { get; }

    /// <summary>How long a write may wait until a search sees it; null for ever, until an explicit refresh.</summary>
    public TimeSpan? RefreshInterval { get; }

    /// <summary>The largest <c>from + size</c> of a search.</summary>
    public int MaxResultWindow { get; }

    /// <summary>Reads settings JSON, nested or dotted, with or without the prefix, into flat names.</summary>
    public static Dictionary<string, string?> Flatten(JsonElement json)
    {
        var flat = new Dictionary<string, string?>();
        Flatten(json, "", flat);
        return flat.ToDictionary(p => p.Key.StartsWith("index.", StringComparison.Ordinal) ? p.Key : "index." + p.Key, p => p.Value);
    }

    /// <summary>These settings with changes; null takes one back.</summary>
    /// <param name="changes">Flat names and values.</param>
    /// <param name="isNew">Whether the index is being made, so that all settings may be set.</param>
    public IndexSettings With(IReadOnlyDictionary<string, string?> changes, bool isNew)
    {
        var values = Values;
        foreach (var (name, value) in changes)
        {
            if (name.StartsWith("index.analysis.", StringComparison.Ordinal))
            {
                throw EngineErrors.Unsupported($"custom analysis: the setting [{name}]");
            }

            if (!Known.Contains(name))
            {
                throw EngineErrors.IllegalArgument($"unknown setting [{name}]; the embedded node does not support it");
            }

            if (!isNew && Static.Contains(name))
            {
                throw EngineErrors.IllegalArgument($"Can't update non dynamic settings [[{name}]] for open indices");
            }

            values = value is not null ? values.SetItem(name, value)
                : Default.Values.TryGetValue(name, out var usual) ? values.SetItem(name, usual) : values.Remove(name);
        }

        return new(values);
    }

    private static void Flatten(JsonElement json, string prefix, Dictionary<string, string?> flat)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            flat[prefix] = json.ValueKind == JsonValueKind.Null ? null : JsonInput.Text(json);
            return;
        }

        foreach (var property in json.EnumerateObject())
        {
            Flatten(property.Value, prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}", flat);
        }
    }

    private static TimeSpan? ReadInterval(string? text) => text switch
    {
        null => TimeSpan.FromSeconds(1),
        "-1" => null,
        _ => TimeValues.Parse(text, "index.refresh_interval"),
    };
}
