using System.Globalization;
using System.Text.Json;

namespace TwinBert.Search.Embeddings;

/// <summary>Which of the indices behind a name a write by that name goes to.</summary>
public static class WriteIndices
{
    /// <summary>Finds them.</summary>
    /// <param name="indices">
    /// The members of the answer to <c>GET /{name}</c>, with their <c>aliases</c> and <c>data_stream</c>: one for each concrete index.
    /// </param>
    /// <param name="name">The name of an index, alias or data stream.</param>
    /// <returns>The write index of an alias, the newest of a data stream; all where there is no such rule.</returns>
    public static JsonProperty[] Of(JsonProperty[] indices, string name)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var written = Array.FindAll(indices, index => IsWriteIndex(index.Value, name));
        written = written.Length == 0 ? NewestOfDataStream(indices, name) : written;
        return written.Length > 0 ? written : indices;
    }

    // A data stream's indices are named by their generation, .ds-NAME-DATE-000001 or .ds-NAME-000001; it is written to the newest.
    private static JsonProperty[] NewestOfDataStream(JsonProperty[] indices, string name) =>
        [.. indices
            .Where(index => Member(index.Value, "data_stream") is { ValueKind: JsonValueKind.String } stream && stream.ValueEquals(name))
            .OrderByDescending(
                index => int.TryParse(index.Name.AsSpan(index.Name.LastIndexOf('-') + 1), CultureInfo.InvariantCulture, out var generation) ? generation : 0)
            .Take(1)];

    private static bool IsWriteIndex(JsonElement index, string alias) =>
        Member(Member(Member(index, "aliases"), alias), "is_write_index").ValueKind == JsonValueKind.True;

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
