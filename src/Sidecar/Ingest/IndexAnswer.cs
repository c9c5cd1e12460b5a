using System.Text.Json;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Reads what an engine says of an index, alias or data stream: each concrete index behind the name, with its mapping of the embedding object.
/// </summary>
internal static class IndexAnswer
{
    /// <summary>
    /// The part of the answer to <c>GET /{index}</c> that is looked at, as a <c>filter_path</c>. An index without the object still answers with its identifier.
    /// </summary>
    public static string FilterPath(EmbeddingField field) =>
        $"error,*.settings.index.uuid,*.{VectorSpellings.CreatedPath},*.aliases.*.is_write_index,*.data_stream,*.mappings.properties.{field.Name}";

    /// <summary>Reads the answer.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="compare">Compares the mappings of one index with what the embedding object needs.</param>
    /// <param name="field">The embedding object.</param>
    /// <returns>How the indices that a write may go to are, the worst of them; <see langword="null"/> when the answer is not of an engine.</returns>
    public static IndexState? Read(ReadOnlyMemory<byte> body, string name, Func<JsonElement, EmbeddingMappingState> compare, EmbeddingField field)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var indices = document.RootElement.EnumerateObject().ToArray();
            return Worst(WriteIndices.Of(indices, name), compare, field, Array.Exists(indices, index => index.NameEquals(name)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or not as an engine writes it.
            return null;
        }
    }

    private static IndexState? Worst(JsonProperty[] indices, Func<JsonElement, EmbeddingMappingState> compare, EmbeddingField field, bool isConcrete)
    {
        if (indices.Length == 0)
        {
            return null;
        }

        var states = Array.ConvertAll(indices, index => compare(Member(index.Value, "mappings")));
        var misfit = Array.Find(states, state => state.Misfit is not null).Misfit;
        return new(
            misfit is null && Array.TrueForAll(states, state => state.Fits) && Array.TrueForAll(indices, index => TakesTextHash(index.Value, field)),
            misfit,
            isConcrete,
            indices.Min(index => VectorSpellings.CreatedOf(index.Value) ?? 0));
    }

    // Older mappings have it. Where a hand-made one says nothing about further properties, the engine would map it by guessing, or refuse the document.
    private static bool TakesTextHash(JsonElement index, EmbeddingField field)
    {
        var ours = Member(index, "mappings", "properties", field.Name);
        var dynamic = Member(ours, "dynamic");
        return dynamic.ValueKind == JsonValueKind.False
            || (dynamic.ValueKind == JsonValueKind.String && dynamic.ValueEquals("false"))
            || Member(ours, "properties", "text_hash").ValueKind == JsonValueKind.Object;
    }

    private static JsonElement Member(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
        }

        return element;
    }
}

/// <summary>An index as a write finds it.</summary>
/// <param name="IsReady">Whether it maps all of the embedding object.</param>
/// <param name="Misfit">What it maps otherwise; <see langword="null"/> when nothing.</param>
/// <param name="IsConcrete">Whether the name is that of an index, not of an alias or a data stream.</param>
/// <param name="Created">The version that it was made by, of several the oldest; 0 where that is not known.</param>
internal sealed record IndexState(bool IsReady, EmbeddingMisfit? Misfit, bool IsConcrete, int Created);
