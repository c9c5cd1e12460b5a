using System.Text.Json;
using TwinBert.Model.Packaging;

namespace TwinBert.Export.Bert;

/// <summary>The shape of a BERT encoder: <c>config.json</c> of a Hugging Face folder.</summary>
public sealed record BertConfig
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "config.json";

    /// <summary>The number of tokens in the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The length of a token's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The number of transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The number of attention heads, which divides <see cref="HiddenSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>The width of the feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The number of position vectors in the weights.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>The number of segment vectors in the weights.</summary>
    public int TypeVocabularySize { get; init; } = 2;

    /// <summary>What keeps layer normalisation from dividing by zero.</summary>
    public float LayerNormEpsilon { get; init; } = 1e-12f;

    /// <summary>How the tokens' vectors become one.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>The most tokens that the model was trained on; at most <see cref="MaxPositions"/>.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Reads a folder: <c>config.json</c>, and where they are there the files in which sentence-transformers keeps pooling, length and casing.</summary>
    /// <exception cref="ExportException">A file is not usable, or asks for what this exporter does not build.</exception>
    public static BertConfig ReadFolder(string folder) => SentenceTransformerFiles.Apply(Read(Path.Combine(folder, FileName)), folder);

    /// <summary>Reads <c>config.json</c> alone.</summary>
    /// <exception cref="ExportException">It is missing or not usable; the message names all that is wrong.</exception>
    public static BertConfig Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new ExportException($"'{file}' does not exist.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return new BertConfigReader(document.RootElement, file).Read();
        }
        catch (JsonException e)
        {
            throw new ExportException($"'{file}' is not JSON: {e.Message}", e);
        }
    }
}
