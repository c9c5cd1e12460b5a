using System.Text.Json;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;

namespace TwinBert.Export.Bert;

/// <summary>The shape of an encoder: <c>config.json</c> of a Hugging Face folder, or that of a tower that was trained.</summary>
public sealed record BertConfig
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "config.json";

    /// <summary>What the tokens are.</summary>
    public EncoderInput Input { get; init; } = EncoderInput.WordPiece;

    /// <summary>The number of ids: the rows of the embedding table.</summary>
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

    /// <summary>The number of segment vectors in the weights; word pieces alone have them.</summary>
    public int TypeVocabularySize { get; init; } = 2;

    /// <summary>What keeps layer normalisation from dividing by zero.</summary>
    public float LayerNormEpsilon { get; init; } = 1e-12f;

    /// <summary>How the tokens' vectors become one.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>The most tokens that the model was trained on; at most <see cref="MaxPositions"/>.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>
    /// The components that the pooled vector is brought down to, v ← tanh(W v + b), each in [−1, 1] and the whole not normalised. <see langword="null"/>: there
    /// is no such layer, and the embedding is the pooled vector brought to length 1.
    /// </summary>
    public int? Downscale { get; init; }

    /// <summary>The components of an embedding.</summary>
    public int Dimensions => Downscale ?? HiddenSize;

    /// <summary>The ids of one token.</summary>
    internal int Width => Input == EncoderInput.TriLetter ? TriLetterTokenizer.TrigramsPerWord : 1;

    /// <summary>
    /// Reads a folder: <c>config.json</c>, and where they are there the files in which sentence-transformers keeps pooling, length and casing.
    /// </summary>
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

    /// <summary>Refuses numbers that contradict each other.</summary>
    /// <exception cref="ExportException">Some do; the message names all of them.</exception>
    internal void Check()
    {
        var errors = new List<string>();
        Require(
            new[]
            {
                VocabularySize,
                HiddenSize,
                Layers,
                Heads,
                IntermediateSize,
                MaxPositions,
                TypeVocabularySize,
                MaxTokens,
                Dimensions,
            }.All(count => count > 0),
            "every number is above 0");
        Require(Heads > 0 && HiddenSize % Heads == 0, $"the hidden size {HiddenSize} is divisible by the number of heads {Heads}");
        Require(MaxTokens <= MaxPositions, $"the longest text of {MaxTokens} tokens is within the {MaxPositions} positions");
        if (Input == EncoderInput.TriLetter)
        {
            Require(VocabularySize == TriLetterTokenizer.Ids, $"the table has a row for each of the {TriLetterTokenizer.Ids} trigrams, not {VocabularySize}");
            Require(
                MaxTokens <= TriLetterTokenizer.MostWords,
                $"the longest text of {MaxTokens} words is within the {TriLetterTokenizer.MostWords} that texts are cut at");
        }

        if (errors.Count > 0)
        {
            throw new ExportException($"No encoder has such a shape. Make sure that {string.Join("; ", errors)}.");
        }

        void Require(bool met, string rule)
        {
            if (!met)
            {
                errors.Add(rule);
            }
        }
    }
}
