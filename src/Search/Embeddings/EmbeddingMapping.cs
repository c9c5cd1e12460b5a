using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Dialects;

namespace TwinBert.Search.Embeddings;

/// <summary>The mapping of the embedding object, as each family of engines spells it. The vectors are stored, never indexed for search by similarity.</summary>
/// <remarks>
/// OpenSearch stores them as plain bytes: a <c>knn_vector</c> in an index without <c>index.knn</c>, which cannot be switched on later, makes
/// OpenSearch 2.19 fail and restart the index's shards at every later change of its mapping.
/// </remarks>
public static class EmbeddingMapping
{
    /// <summary>
    /// The body of a <c>PUT {index}/_mapping</c> that adds the embedding object, and nothing else. The object takes no further properties
    /// (<c>dynamic: false</c>), so that nothing of ours is ever mapped dynamically. The hash is not mapped, so it cannot be searched: a <c>term</c> on it would
    /// confirm a guess of a text that its reader may not see. A mapped field without index and doc values would not do: OpenSearch refuses queries on
    /// <c>fields: ["*"]</c> because of it. Mappings made earlier have the hash, and are not changed: engines take no field away.
    /// </summary>
    /// <param name="family">The engine's family.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="dimensions">The length of the vectors, 1 to 4,096.</param>
    public static byte[] PutBody(EngineFamily family, EmbeddingField field, int dimensions) =>
        Encoding.UTF8.GetBytes($$$"""{"properties":{{{{Properties(family, field, dimensions)}}}}}""");

    /// <summary>The member of <c>properties</c> that describes the embedding object: <c>"twinbert":{…}</c>.</summary>
    /// <param name="family">The engine's family.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="dimensions">The length of the vectors.</param>
    public static string Properties(EngineFamily family, EmbeddingField field, int dimensions)
    {
        var dims = dimensions.ToString(CultureInfo.InvariantCulture);
        var vector = family == EngineFamily.Elasticsearch
            ? $$"""{"type":"dense_vector","element_type":"byte","dims":{{dims}},"index":false}"""
            : """{"type":"binary","doc_values":true}""";
        var name = JsonSerializer.Serialize(field.Name);
        return $$$$"""{{{{name}}}}:{"type":"object","dynamic":"false","properties":{"embedding":{{{{vector}}}},"model":{"type":"keyword"}}}""";
    }
}
