using System.Text;
using System.Text.Json;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Ingest;

/// <summary>The body of a <c>POST /_reindex</c>, as far as it matters here.</summary>
/// <param name="Sources">The indices that are copied, as an expression.</param>
/// <param name="Target">The index that they are copied to.</param>
/// <param name="IsRemote">Whether the sources are in another cluster.</param>
/// <param name="HasSourceFilter">Whether it says itself which part of the documents is copied.</param>
internal sealed record ReindexRequest(string Sources, string Target, bool IsRemote, bool HasSourceFilter)
{
    // Engines take comments in requests.
    private static readonly JsonReaderOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a body.</summary>
    /// <returns>The request; <see langword="null"/> when it is not as an engine takes it.</returns>
    public static ReindexRequest? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new() { CommentHandling = JsonCommentHandling.Skip });
            var (source, target) = (Member(json.RootElement, "source"), Member(json.RootElement, "dest"));
            var index = Member(source, "index");
            var sources = index.ValueKind == JsonValueKind.Array ? string.Join(',', index.EnumerateArray().Select(name => name.GetString())) : Text(index);
            return sources is { Length: > 0 } && Text(Member(target, "index")) is { Length: > 0 } name
                ? new(
                    sources,
                    name,
                    Member(source, "remote").ValueKind != JsonValueKind.Undefined,
                    Member(source, "_source").ValueKind != JsonValueKind.Undefined)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The same body, which leaves embedding objects behind.</summary>
    /// <param name="body">The body, which has no source filter.</param>
    /// <param name="fields">The objects.</param>
    public static byte[] Exclude(ReadOnlySpan<byte> body, IEnumerable<EmbeddingField> fields)
    {
        var reader = new Utf8JsonReader(body, Reading);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSource = reader.ValueTextEquals("source"u8);
            reader.Read();
            if (isSource)
            {
                break;
            }

            reader.Skip();
        }

        var filter = $"\"_source\":{{\"excludes\":{JsonSerializer.Serialize(fields.Select(field => field.Name))}}},";
        var place = (int)reader.BytesConsumed;
        return [.. body[..place], .. Encoding.UTF8.GetBytes(filter), .. body[place..]];
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
