using System.Text.Json;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary>A text with the token ids and the embedding that the published model gives.</summary>
internal sealed record GoldenText(string Text, int[] InputIds, float[] Embedding);

/// <summary>A pair of embeddings with what the trained crossing layer says of it: the similarity, −1 to 1.</summary>
internal sealed record GoldenPair(string Layer, float[] Query, sbyte[] Document, float Similarity);

/// <summary>What a golden file has.</summary>
internal sealed record Golden(IReadOnlyList<GoldenText> Texts, IReadOnlyList<GoldenPair> Pairs);

/// <summary>
/// Reads golden texts, and golden pairs where there are any:
/// <c>{"examples":[{"text":…,"input_ids":[…],"embedding":[…]}],"crossings":[{"layer":…,"query":[…],"document":[…],"similarity":…}]}</c>.
/// </summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static Golden Read(string file, ModelPackage package)
    {
        if (!File.Exists(file))
        {
            throw new UnusableInputException($"The golden file '{file}' does not exist. Give with --golden a file of texts, ids and embeddings.");
        }

        var golden = Parse(file);
        if (golden.Texts.Count == 0)
        {
            throw new UnusableInputException($"The golden file '{file}' has no examples.");
        }

        var lengths = golden.Texts
            .Select(text => text.Embedding.Length)
            .Concat(golden.Pairs.SelectMany(pair => new[] { pair.Query.Length, pair.Document.Length }));
        if (lengths.Where(length => length != package.Dimensions).Cast<int?>().FirstOrDefault() is { } other)
        {
            throw new UnusableInputException(
                $"The golden file '{file}' has embeddings of {other} components, and the package gives {package.Dimensions}. Give the file of the same model.");
        }

        return golden.Pairs.FirstOrDefault(pair => !package.Crossings.ContainsKey(pair.Layer)) is { } unknown
            ? throw new UnusableInputException(
                $"The golden file '{file}' has the crossing layer '{unknown.Layer}', and the package has: "
                    + $"{string.Join(", ", package.Crossings.Keys)}. Give the file of the same model.")
            : golden;
    }

    private static Golden Parse(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("examples", out var examples)
                ? new(
                    examples.Deserialize<List<GoldenText>>(Options)!,
                    document.RootElement.TryGetProperty("crossings", out var pairs) ? pairs.Deserialize<List<GoldenPair>>(Options)! : [])
                : throw new UnusableInputException($"The golden file '{file}' has no list 'examples'. Give with --golden a file of texts, ids and embeddings.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnusableInputException($"The golden file '{file}' cannot be read: {e.Message}");
        }
    }
}
