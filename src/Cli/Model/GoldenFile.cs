using System.Text.Json;
using TwinBert.Cli.Hosting;

namespace TwinBert.Cli.Model;

/// <summary>A text with the token ids and the embedding that the published model gives.</summary>
internal sealed record GoldenText(string Text, int[] InputIds, float[] Embedding);

/// <summary>Reads golden texts: <c>{"examples":[{"text":…,"input_ids":[…],"embedding":[…]}]}</c>.</summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static IReadOnlyList<GoldenText> Read(string file, int dimensions)
    {
        if (!File.Exists(file))
        {
            throw new UnusableInputException($"The golden file '{file}' does not exist. Give with --golden a file of texts, ids and embeddings.");
        }

        var texts = Parse(file);
        if (texts.Count == 0)
        {
            throw new UnusableInputException($"The golden file '{file}' has no examples.");
        }

        return texts.FirstOrDefault(text => text.Embedding.Length != dimensions) is { } other
            ? throw new UnusableInputException($"The golden file '{file}' has embeddings of {other.Embedding.Length} components, and the package gives {dimensions}. Give the file of the same model.")
            : texts;
    }

    private static List<GoldenText> Parse(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("examples", out var examples)
                ? examples.Deserialize<List<GoldenText>>(Options)!
                : throw new UnusableInputException($"The golden file '{file}' has no list 'examples'. Give with --golden a file of texts, ids and embeddings.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnusableInputException($"The golden file '{file}' cannot be read: {e.Message}");
        }
    }
}
