using System.Globalization;
using System.Text.Json;
using TwinBert.Search.Dialects;

namespace TwinBert.Search.Embeddings;

/// <summary>Compares an index's mapping with what <see cref="EmbeddingMapping"/> would make.</summary>
public static class EmbeddingMappingCheck
{
    /// <summary>Compares.</summary>
    /// <param name="mappings">The value of <c>mappings</c> of <c>GET {index}/_mapping</c>.</param>
    /// <param name="family">The engine's family.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="dimensions">The length of the vectors, where a mapping says it: a vector of another length counts as none.</param>
    public static EmbeddingMappingState Compare(JsonElement mappings, EngineFamily family, EmbeddingField field, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (Member(Member(mappings, "properties"), field.Name) is not { } ours)
        {
            return new(IsPresent: false);
        }

        if (Text(ours, "type") is { } type and not "object")
        {
            return Misfit(EmbeddingMisfitCause.Foreign, field.Name, $"of type '{type}'", "an object");
        }

        if (Text(ours, "enabled") == "false")
        {
            return Misfit(EmbeddingMisfitCause.Foreign, field.Name, "an object with 'enabled: false'", "an enabled object");
        }

        var properties = Member(ours, "properties");
        var vector = Member(properties, "embedding");
        var model = Member(properties, "model");
        var (found, expected) = (Vector(vector), Expected(family, dimensions));
        if (vector is not null && found != expected)
        {
            return Misfit(Cause(properties, Text(vector, "type")), field.VectorPath, found, expected);
        }

        return model is null || (Text(model, "type") == "keyword" && Text(model, "index") != "false")
            ? new(IsPresent: vector is not null && model is not null)
            : Misfit(
                Cause(properties, Text(model, "type")),
                field.ModelPath,
                $"type '{Text(model, "type")}', index '{Text(model, "index") ?? "true"}'",
                "an indexed keyword");
    }

    // Engines guess numbers and texts. Other members than ours mean that the object is not ours.
    private static EmbeddingMisfitCause Cause(JsonElement? properties, string? type)
    {
        var isOurs = properties is { ValueKind: JsonValueKind.Object } members
            && members.EnumerateObject().All(member => member.Name is "embedding" or "model" or "text_hash");
        return !isOurs ? EmbeddingMisfitCause.Foreign
            : type is "dense_vector" or "binary" or "knn_vector" ? EmbeddingMisfitCause.OtherModel
            : EmbeddingMisfitCause.Guessed;
    }

    private static string Expected(EngineFamily family, int dimensions) => family == EngineFamily.Elasticsearch
        ? string.Create(CultureInfo.InvariantCulture, $"dense_vector of {dimensions} byte")
        : "binary with doc values";

    // Whether a dense_vector is also indexed for search by similarity does not matter to us: it is stored either way.
    private static string Vector(JsonElement? vector) => Text(vector, "type") switch
    {
        "dense_vector" => $"dense_vector of {Text(vector, "dims") ?? "any"} {Text(vector, "element_type")?.ToLowerInvariant() ?? "float"}",
        "binary" => Text(vector, "doc_values") == "true" ? "binary with doc values" : "binary without doc values",
        { } type => type,
        null => "nothing",
    };

    private static EmbeddingMappingState Misfit(EmbeddingMisfitCause cause, string path, string found, string expected) =>
        new(IsPresent: true, new(cause, path, found, expected));

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    // Engines print settings as they were given: 128 and "128", false and "false".
    private static string? Text(JsonElement? parent, string name) => Member(parent, name) is { } member
        ? member.ValueKind switch
        {
            JsonValueKind.String => member.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => member.GetRawText(),
        }
        : null;
}
