using TwinBert.Cli.Hosting;
using TwinBert.Export;
using TwinBert.Export.Bert;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;
using TwinBert.Model.Weights;

namespace TwinBert.Cli.Model;

/// <summary>Makes a model package of a folder in Hugging Face layout.</summary>
/// <param name="From">The folder with <c>config.json</c> and <c>model.safetensors</c>.</param>
/// <param name="Out">Where the package shall be.</param>
/// <param name="Vocabulary">The vocabulary, where it is not <c>vocab.txt</c> in the folder.</param>
/// <param name="Quantised">Whether weights become bytes.</param>
/// <param name="Replace">Whether a folder with content may be replaced.</param>
/// <param name="Name">The model's name; the folder's if not given.</param>
/// <param name="Source">Where the weights come from.</param>
/// <param name="Licence">Their licence, as an SPDX expression.</param>
internal sealed record ModelImport(string From, string Out, string? Vocabulary, bool Quantised, bool Replace, string? Name, string Source, string Licence)
{
    private const string WeightsFile = "model.safetensors";
    private const string EncoderFile = "encoder.onnx";
    private const string VocabularyFile = "vocab.txt";
    private const int QueryTokens = 64;

    public async Task<ModelPackage> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(cancellationToken);
        }
        catch (Exception e) when (e is ExportException or WeightsException or ModelPackageException)
        {
            throw new UnusableInputException(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The package cannot be written: {e.Message} Give another --out, or --force to replace what is there.");
        }
    }

    private async Task<ModelPackage> WriteAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(From))
        {
            throw new UnusableInputException($"The folder '{From}' does not exist. Give with --from a folder with {BertConfig.FileName} and {WeightsFile}.");
        }

        var config = BertConfig.ReadFolder(From);
        var (vocabulary, tokenizer) = ReadVocabulary(config);
        using var source = SafetensorsReader.Open(Path.Combine(From, WeightsFile));
        using var writer = ModelPackageWriter.Begin(Out, Replace);
        await File.WriteAllBytesAsync(Path.Combine(writer.Folder, VocabularyFile), vocabulary, cancellationToken);
        Export(source, config, tokenizer, Path.Combine(writer.Folder, EncoderFile));

        var manifest = Describe(config);
        writer.WriteManifest(manifest);
        manifest = manifest with { Blend = manifest.Blend with { TypicalSimilarity = await MeasureAsync(writer.Folder, cancellationToken) } };
        writer.WriteManifest(manifest);
        await File.WriteAllTextAsync(Path.Combine(writer.Folder, "MODEL_CARD.md"), ModelCard.Of(manifest), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return writer.Complete();
    }

    private static async Task<float> MeasureAsync(string folder, CancellationToken cancellationToken)
    {
        using var model = OnnxModel.Load(ModelPackage.Load(folder), new());
        return await TypicalSimilarity.MeasureAsync(model, model.Package.Crossing, cancellationToken);
    }

    private (byte[] Bytes, WordPieceTokenizer Tokenizer) ReadVocabulary(BertConfig config)
    {
        var file = Vocabulary ?? Path.Combine(From, VocabularyFile);
        if (!File.Exists(file))
        {
            throw new UnusableInputException($"The vocabulary '{file}' does not exist. Give the model's {VocabularyFile} with --vocab.");
        }

        var bytes = File.ReadAllBytes(file);
        try
        {
            var tokenizer = WordPieceTokenizer.Load(bytes);
            return tokenizer.VocabularySize == config.VocabularySize ? (bytes, tokenizer)
                : throw new UnusableInputException($"The vocabulary '{file}' has {tokenizer.VocabularySize} tokens, and the model in '{From}' was trained with {config.VocabularySize}. Give the model's own with --vocab.");
        }
        catch (InvalidDataException e)
        {
            throw new UnusableInputException($"The vocabulary '{file}' is unusable: {e.Message}. Give the model's own with --vocab.");
        }
    }

    private void Export(SafetensorsReader source, BertConfig config, WordPieceTokenizer tokenizer, string file)
    {
        var calibration = SampleTriple.Texts.Select(text => tokenizer.Encode(text, config.MaxTokens).Ids).ToList();
        using var stream = File.Create(file);
        BertEncoderExporter.Export(source, config, Quantised ? EncoderPrecision.Quantised : EncoderPrecision.Full, calibration, stream);
    }

    private ModelManifest Describe(BertConfig config) => new()
    {
        Name = Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(From))),
        Tokenizer = new(TokenizerManifest.UncasedWordPiece, VocabularyFile, config.VocabularySize),
        Limits = new(Math.Min(QueryTokens, config.MaxTokens), config.MaxTokens),
        Encoders = new(EncoderFile, EncoderFile, Quantised ? "int8" : "fp32", config.Layers),
        Embedding = new(config.HiddenSize, config.Pooling, QuantisationMode.Max),
        Crossing = ["cosine"],
        Blend = new(1, 0),
        Languages = ["en"],
        Provenance = new(Source, Licence, Quantised
            ? "Converted to ONNX; weights, word vectors and activations quantised to 8 bits, with outliers of the activations moved into the weights; outputs normalised to length 1."
            : "Converted to ONNX; outputs normalised to length 1."),
    };
}
