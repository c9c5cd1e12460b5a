using System.Globalization;
using System.Text.Json;
using TwinBert.Search.Dialects;

namespace TwinBert.Search.Embeddings;

/// <summary>How the vector of an embedding stands in a document. The same bytes in each; searches read them by doc values.</summary>
public enum VectorSpelling
{
    /// <summary><c>[1,-2,127]</c>: what every Elasticsearch takes.</summary>
    Numbers,

    /// <summary><c>"01fe7f"</c>, two digits a component: Elasticsearch from 8.14 on.</summary>
    Hexadecimal,

    /// <summary><c>"Af5/"</c>: every OpenSearch, and Elasticsearch from 9.4 on.</summary>
    Base64,
}

/// <summary>
/// Decides how vectors are spelled, for everybody who writes some: as short as all nodes take them that an index may be on. The version that an index was
/// made by says that. An engine makes an index by the oldest version among its data nodes, and lets no node of an older one into the cluster while there is
/// such an index, so that no document can come to a node that refuses its spelling.
/// </summary>
public static class VectorSpellings
{
    /// <summary>Where an index's answer says by which version it was made, as a <c>filter_path</c> from the index on.</summary>
    public const string CreatedPath = "settings.index.version.created";

    // The first versions of indices of 8.14.0 and of 9.4.0. Those of older releases are lower, also where a release came later. Elasticsearch 9.3 is said to
    // take base64, too, and has not been tried.
    private const int FirstWithHexadecimal = 8_505_000;
    private const int FirstWithBase64 = 9_094_000;

    /// <summary>The spelling for an index.</summary>
    /// <param name="family">The family of the engine that stores it.</param>
    /// <param name="created">The version that the index was made by, as its setting <c>index.version.created</c> has it; <see langword="null"/> where that
    /// is not known.</param>
    /// <param name="asNumbers">Whether an operator wants what every Elasticsearch takes.</param>
    public static VectorSpelling Of(EngineFamily family, int? created, bool asNumbers) => family switch
    {
        EngineFamily.OpenSearch => VectorSpelling.Base64,
        _ when asNumbers => VectorSpelling.Numbers,
        _ => created switch
        {
            >= FirstWithBase64 => VectorSpelling.Base64,
            >= FirstWithHexadecimal => VectorSpelling.Hexadecimal,
            _ => VectorSpelling.Numbers,
        },
    };

    /// <summary>The version that an index was made by.</summary>
    /// <param name="index">The engine's answer about the index, with nested settings.</param>
    /// <returns>The version; <see langword="null"/> where the answer does not say.</returns>
    public static int? CreatedOf(JsonElement index)
    {
        foreach (var name in CreatedPath.Split('.'))
        {
            if (index.ValueKind != JsonValueKind.Object || !index.TryGetProperty(name, out index))
            {
                return null;
            }
        }

        return int.TryParse(index.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }
}
