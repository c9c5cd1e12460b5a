using TwinBert.Configuration;
using TwinBert.Search.Requests;

namespace TwinBert.Sidecar.Searching;

/// <summary>Where the searches of each index say what they look for, by the settings. Immutable and thread-safe.</summary>
internal sealed class QueryTextPlaces
{
    private readonly Dictionary<IndexOptions, QueryTextPlace[]> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>Reads the paths of each index.</summary>
    /// <param name="options">The settings, validated.</param>
    public QueryTextPlaces(TwinBertOptions options)
    {
        foreach (var index in options.Indices.Values)
        {
            _places[index] = [.. index.QueryTextPaths.Select(JsonPath.TryParse).Select(path => new QueryTextPlace(path!.Member, path.Strings))];
        }
    }

    /// <summary>The places of an index.</summary>
    public IReadOnlyList<QueryTextPlace> For(IndexOptions index) => _places[index];
}
