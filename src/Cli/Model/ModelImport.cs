using TwinBert.Export;
using TwinBert.Export.Bert;
using TwinBert.Export.Packages;
using TwinBert.Export.Twins;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Terminal;

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
    private const string VocabularyFile = "vocab.txt";
    private const int QueryTokens = 64;

    /// <summary>The layers to keep, counted from 0; null: all.</summary>
    public IReadOnlyList<int>? Layers { get; init; }

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
        var vocabulary = ReadVocabulary(config);
        using var source = SafetensorsReader.Open(Path.Combine(From, WeightsFile));
        var twin = new TrainedTwin(source, config);
        var contents = new PackageContents
        {
            Twin = Layers is null ? twin : twin.WithLayers(Layers),
            Precision = Quantised ? EncoderPrecision.Quantised : EncoderPrecision.Full,
            Vocabulary = vocabulary,
            Name = Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(From))),
            Limits = new(Math.Min(QueryTokens, config.MaxTokens), config.MaxTokens),
            Provenance = new(Source, Licence, Changes()),
        };
        return await new PackageExporter(package => OnnxModel.Load(package, new())).WriteAsync(contents, Out, Replace, cancellationToken);
    }

    private PackageVocabulary ReadVocabulary(BertConfig config)
    {
        try
        {
            return PackageVocabulary.Load(Vocabulary ?? Path.Combine(From, VocabularyFile), config);
        }
        catch (ExportException e)
        {
            throw new UnusableInputException($"{e.Message} Give the model's own with --vocab.");
        }
    }

    private string Changes()
    {
        var kept = Layers is null ? "" : $"Layers {string.Join(", ", Layers)} kept. ";
        return kept + (Quantised
            ? "Converted to ONNX; weights, word vectors and activations quantised to 8 bits, with outliers of the activations moved into the weights; "
                + "outputs normalised to length 1."
            : "Converted to ONNX; outputs normalised to length 1.");
    }
}
