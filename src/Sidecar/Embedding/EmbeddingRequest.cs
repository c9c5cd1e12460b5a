using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Embedding;

/// <summary>What a request for embeddings asks for.</summary>
/// <param name="Texts">The texts, at least one.</param>
internal sealed record EmbeddingRequest(IReadOnlyList<string> Texts)
{
    private const string Query = "query";
    private static readonly string[] DocumentNames = ["document", "passage", "search_document", "ingest"];
    private static readonly string[] QueryNames = [Query, "search_query", "search"];

    /// <summary>Whether the texts are queries.</summary>
    public bool IsQuery { get; private init; }

    /// <summary>Whether vectors come as base64.</summary>
    public bool IsBase64 { get; private init; }

    /// <summary>The model that is asked for; null for whichever.</summary>
    public string? Model { get; private init; }

    /// <summary>The length of vectors that is asked for; null for whichever.</summary>
    public int? Dimensions { get; private init; }

    /// <summary>Reads a request.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="side">What its URL says the texts are; null for nothing.</param>
    /// <param name="mostTexts">The most texts.</param>
    /// <returns>The request; or why it is none.</returns>
    public static (EmbeddingRequest? Request, EmbeddingRefusal? Refusal) Read(ReadOnlyMemory<byte> body, EmbeddingDialect dialect, string? side, int mostTexts)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json.RootElement, dialect, side, mostTexts);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return (null, Invalid($"The body is not what this service takes: {e.Message} Send {{\"{dialect.Texts}\": [\"text\", …]}} as JSON."));
        }
    }

    private static (EmbeddingRequest? Request, EmbeddingRefusal? Refusal) Read(JsonElement json, EmbeddingDialect dialect, string? side, int mostTexts)
    {
        if (!json.TryGetProperty(dialect.Texts, out var given) || TextsOf(given) is not { } texts)
        {
            return (null, Invalid($"'{dialect.Texts}' must be a text or a list of texts. Tokens are not taken: their numbers belong to another vocabulary."));
        }

        if (texts.Length == 0 || texts.Any(string.IsNullOrWhiteSpace))
        {
            return (null, Invalid($"'{dialect.Texts}' has no text, or one that is empty."));
        }

        if (texts.Length > mostTexts)
        {
            return (null, new(
                StatusCodes.Status413PayloadTooLarge,
                $"'{dialect.Texts}' has {texts.Length} texts, and at most {mostTexts} are taken: send fewer, or raise EmbeddingService:MaxTexts."));
        }

        var said = side ?? TextOf(json, "prompt_name") ?? TextOf(json, "input_type");
        if (said is not null && !QueryNames.Contains(said) && !DocumentNames.Contains(said))
        {
            return (null, Invalid($"'{said}' is no side of the model: texts are of a 'query' or of a 'document'."));
        }

        return (new(texts)
        {
            IsQuery = said is not null && QueryNames.Contains(said),
            IsBase64 = TextOf(json, "encoding_format") == "base64",
            Model = TextOf(json, "model"),
            Dimensions = json.TryGetProperty("dimensions", out var dimensions) && dimensions.ValueKind == JsonValueKind.Number ? dimensions.GetInt32() : null,
        }, null);
    }

    private static string[]? TextsOf(JsonElement given) => given.ValueKind switch
    {
        JsonValueKind.String => [given.GetString()!],
        JsonValueKind.Array when given.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String) =>
            [.. given.EnumerateArray().Select(text => text.GetString()!)],
        _ => null,
    };

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static EmbeddingRefusal Invalid(string message) => new(StatusCodes.Status422UnprocessableEntity, message);
}
