using System.Text;
using TwinBert.Export.Bert;
using TwinBert.Export.Graphs;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;
using TwinBert.Model.Weights;

namespace TwinBert.TestKit.Models;

/// <summary>
/// A real model package of two small layers with made-up weights, in a temporary folder: the whole path from text to vector, in milliseconds
/// and without a download. Knows the letters, digits and ASCII symbols, so that every English text has pieces.
/// </summary>
public sealed class TinyModel : IDisposable
{
    public const int Dimensions = 32;
    public const int DocumentTokens = 48;

    private const string Encoder = "encoder.onnx";
    private const string QueryEncoder = "query-encoder.onnx";

    private static readonly string[] Words =
        [
            "red",
            "blue",
            "green",
            "shoe",
            "boot",
            "shirt",
            "lamp",
            "desk",
            "chair",
            "phone",
            "case",
            "water",
            "proof",
            "running",
            "winter",
            "coffee",
            "machine",
            "bag",
            "kids",
            "bike",
        ];

    private readonly string _root;

    private TinyModel(string root, ModelPackage package)
    {
        _root = root;
        Package = package;
    }

    /// <summary>The package, loaded.</summary>
    public ModelPackage Package { get; }

    /// <summary>The shape of the encoder.</summary>
    public static BertConfig Config => ConfigOf(Dimensions);

    private static BertConfig ConfigOf(int dimensions) => new()
    {
        VocabularySize = Vocabulary.Count,
        HiddenSize = dimensions,
        Layers = 2,
        Heads = 4,
        IntermediateSize = 64,
        MaxPositions = 64,
        MaxTokens = DocumentTokens,
    };

    /// <summary>The tokens, by id.</summary>
    public static IReadOnlyList<string> Vocabulary { get; } =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Words,
        .. Enumerable.Range(0x21, 0x7F - 0x21)
            .Select(code => (char)code)
            .Where(character => !char.IsAsciiLetterUpper(character))
            .Select(character => character.ToString()),
        .. "abcdefghijklmnopqrstuvwxyz0123456789".Select(character => "##" + character),
    ];

    /// <summary>Writes and loads a package.</summary>
    /// <param name="quantised">Whether weights are bytes.</param>
    /// <param name="dimensions">The length of the vectors, a multiple of four.</param>
    /// <param name="queries">The weights of an encoder that queries have of their own, if they do.</param>
    public static TinyModel Create(bool quantised = false, int dimensions = Dimensions, IWeightSource? queries = null)
    {
        var root = Directory.CreateTempSubdirectory("twinbert-tiny").FullName;
        return new(root, Write(Path.Combine(root, "tiny"), quantised, dimensions: dimensions, queries: queries));
    }

    /// <summary>Writes a package into a folder.</summary>
    /// <param name="folder">Where; replaced if it is there.</param>
    /// <param name="quantised">Whether weights are bytes.</param>
    /// <param name="weights">Other weights than the usual ones.</param>
    /// <param name="dimensions">The length of the vectors, a multiple of four.</param>
    /// <param name="queries">The weights of an encoder that queries have of their own, if they do.</param>
    public static ModelPackage Write(
        string folder, bool quantised, IWeightSource? weights = null, int dimensions = Dimensions, IWeightSource? queries = null)
    {
        using var writer = ModelPackageWriter.Begin(folder, replace: true);
        File.WriteAllText(Path.Combine(writer.Folder, "vocab.txt"), VocabularyText());
        WriteEncoder(Path.Combine(writer.Folder, Encoder), weights ?? new RandomWeights(), quantised, dimensions);
        if (queries is not null)
        {
            WriteEncoder(Path.Combine(writer.Folder, QueryEncoder), queries, quantised, dimensions);
        }

        writer.WriteManifest(Manifest(quantised, dimensions, queries is null ? Encoder : QueryEncoder));
        return writer.Complete();
    }

    /// <summary>Writes the model as Hugging Face would: <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c>.</summary>
    public static void WriteHuggingFace(string folder)
    {
        Directory.CreateDirectory(folder);
        var config = Config;
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            { "model_type": "bert", "hidden_act": "gelu", "hidden_size": {{config.HiddenSize}}, "num_hidden_layers": {{config.Layers}}, "num_attention_heads": {{config.Heads}},
              "intermediate_size": {{config.IntermediateSize}}, "max_position_embeddings": {{config.MaxPositions}}, "vocab_size": {{config.VocabularySize}}, "max_sequence_length": {{config.MaxTokens}} }
            """);
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), VocabularyText());
        var weights = new RandomWeights();
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            [.. TinyTensors.Of(config).Select(tensor => (tensor.Name, tensor.Shape, weights.Read(tensor.Name, tensor.Shape)))]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void WriteEncoder(string file, IWeightSource weights, bool quantised, int dimensions)
    {
        using var encoder = File.Create(file);
        var tokenizer = WordPieceTokenizer.Load(Encoding.UTF8.GetBytes(VocabularyText()));
        var calibration = Words.Select(word => tokenizer.Encode($"a {word}", DocumentTokens).Ids).ToList();
        BertEncoderExporter.Export(weights, ConfigOf(dimensions), quantised ? EncoderPrecision.Quantised : EncoderPrecision.Full, calibration, encoder);
    }

    private static string VocabularyText() => string.Join('\n', Vocabulary) + "\n";

    private static ModelManifest Manifest(bool quantised, int dimensions, string queryEncoder) => new()
    {
        Name = "tiny",
        Tokenizer = new(TokenizerManifest.UncasedWordPiece, "vocab.txt", Vocabulary.Count),
        Limits = new(24, DocumentTokens),
        Encoders = new(queryEncoder, Encoder, quantised ? "int8" : "fp32", Config.Layers),
        Embedding = new(dimensions, Pooling.Mean, QuantisationMode.Max),
        Crossing = ["cosine"],
        Blend = new(1, 0.25f),
        Languages = ["en"],
        Provenance = new("made up", "Apache-2.0", "none"),
    };
}
