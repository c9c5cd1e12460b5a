using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.Backfill.Documents;

/// <summary>What a stored document says about its embedding.</summary>
/// <param name="HasVector">Whether it has a vector.</param>
/// <param name="Model">The fingerprint of the model that made it; <see langword="null"/> when it does not say.</param>
/// <param name="TextHash">The hash of the text that it was made from; <see langword="null"/> when it does not say.</param>
internal readonly record struct StoredEmbedding(bool HasVector, string? Model, string? TextHash)
{
    private const int MaxDepth = 1_000;

    /// <summary>Reads the embedding object of a source, without reading more than it must.</summary>
    /// <param name="source">A JSON object in UTF-8.</param>
    /// <param name="name">The embedding object's name in UTF-8.</param>
    public static StoredEmbedding Read(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name) =>
        ReadStandard(source, name) ?? ReadStandard(EngineJson.InPlace(source), name) ?? default(StoredEmbedding);

    private static StoredEmbedding? ReadStandard(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            while (JsonMembers.TryFind(ref reader, name))
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    return ReadObject(ref reader);
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A source that is no JSON, or has names and texts that cannot be decoded, has no embedding; whether it can take one is decided elsewhere.
            return null;
        }

        return default(StoredEmbedding);
    }

    private static StoredEmbedding ReadObject(ref Utf8JsonReader reader)
    {
        var stored = default(StoredEmbedding);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString();
            reader.Read();
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            stored = member switch
            {
                "embedding" => stored with { HasVector = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.String },
                "model" => stored with { Model = text },
                "text_hash" => stored with { TextHash = text },
                _ => stored,
            };
            reader.Skip();
        }

        return stored;
    }
}
