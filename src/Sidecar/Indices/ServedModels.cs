using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;

namespace TwinBert.Sidecar.Indices;

/// <summary>The models that are served. Immutable and thread-safe.</summary>
/// <param name="standard">The model of every index that names none.</param>
/// <param name="byName">The others, by the name that indices give them.</param>
internal sealed class ServedModels(ServedModel standard, IReadOnlyDictionary<string, ServedModel> byName)
{
    /// <summary>The model of every index that names none.</summary>
    public ServedModel Default => standard;

    /// <summary>The others, by the name that indices give them.</summary>
    public IReadOnlyDictionary<string, ServedModel> ByName => byName;

    /// <summary>Every model, the default one first.</summary>
    public IReadOnlyList<ServedModel> All { get; } = [standard, .. byName.Values];

    /// <summary>How often the caches of queries had what was asked for; <see langword="null"/> where there are none.</summary>
    public (long Hits, long Misses)? Lookups
    {
        get
        {
            var caches = All.Select(model => model.QueryCache).OfType<IQueryCache>().Select(cache => cache.Lookups).ToArray();
            return caches.Length == 0 ? null : (caches.Sum(lookups => lookups.Hits), caches.Sum(lookups => lookups.Misses));
        }
    }

    /// <summary>The model of an index.</summary>
    /// <param name="index">Its settings.</param>
    /// <exception cref="KeyNotFoundException">It names a model that was not loaded.</exception>
    public ServedModel Of(IndexOptions index) => index.Model is { } name ? byName[name] : standard;
}
