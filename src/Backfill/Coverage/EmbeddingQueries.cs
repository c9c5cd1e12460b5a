using System.Text.Json;
using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Coverage;

/// <summary>
/// Queries for documents by the embedding that they have. The vector decides, not the name of its model beside it: Elasticsearch 9 shows documents without
/// their vectors,
/// and whoever writes such a document back leaves the name there and the vector out.
/// </summary>
internal static class EmbeddingQueries
{
    /// <summary>Documents with any embedding.</summary>
    public static string Any(EmbeddingField field) => $$$"""{"exists":{"field":{{{JsonSerializer.Serialize(field.VectorPath)}}}}}""";

    /// <summary>Documents with an embedding of a model.</summary>
    public static string Current(EmbeddingField field, ModelFingerprint model)
    {
        var isOfModel = $$$"""{"term":{{{{JsonSerializer.Serialize(field.ModelPath)}}}:{{{JsonSerializer.Serialize(model.Value)}}}}}""";
        return $$$"""{"bool":{"filter":[{{{Any(field)}}},{{{isOfModel}}}]}}""";
    }

    /// <summary>Documents without an embedding of a model.</summary>
    public static string Missing(EmbeddingField field, ModelFingerprint model) => $$$"""{"bool":{"must_not":[{{{Current(field, model)}}}]}}""";
}
