using TwinBert.Configuration;
using TwinBert.Search.QueryTexts;

namespace TwinBert.Sidecar.Searching;

/// <summary>Where the searches of each index say what they look for, by the settings. Immutable and thread-safe.</summary>
internal sealed class QueryTextPlaces
{
    // By the list and not by the settings: indices that are searched together share it, and have settings that are made for them.
    private readonly Dictionary<IReadOnlyList<string>, QueryTextPlace[]> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>Reads the paths of each index.</summary>
    /// <param name="options">The settings, validated.</param>
    public QueryTextPlaces(TwinBertOptions options)
    {
        foreach (var index in options.Indices.Values)
        {
            _places[index.QueryTextPaths] = [.. index.QueryTextPaths.Select(JsonPath.TryParse).Select(path => new QueryTextPlace(path!.Member, path.Strings))];
        }
    }

    /// <summary>The places of an index.</summary>
    public IReadOnlyList<QueryTextPlace> For(IndexOptions index) => _places[index.QueryTextPaths];
}
