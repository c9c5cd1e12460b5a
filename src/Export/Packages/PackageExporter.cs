using System.Text;
using TwinBert.Export.Twins;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Packages;

/// <summary>Writes whole model packages: graphs, vocabulary, crossing layers, manifest and card. Thread-safe for different targets.</summary>
/// <param name="load">Loads the graphs of a package that has just been written; it is run on samples before it takes its place.</param>
public sealed class PackageExporter(Func<ModelPackage, ITwinEncoder> load)
{
    private const string CardFile = "MODEL_CARD.md";

    /// <summary>Writes a package beside its target, tries it, and moves it there; whatever goes wrong leaves nothing behind and the target as it was.</summary>
    /// <param name="contents">What to write.</param>
    /// <param name="target">Where the package shall be.</param>
    /// <param name="replace">Whether a folder with content may be replaced.</param>
    /// <param name="cancellationToken">Looked at between the files.</param>
    /// <exception cref="ExportException">Shape, limits and vocabulary do not fit each other.</exception>
    /// <exception cref="WeightsException">A tensor is missing, cut off or of another shape.</exception>
    /// <exception cref="ModelPackageException">What was written is no usable package: the crossing layers' weights are wrong, for one.</exception>
    /// <exception cref="IOException">The target has content and may not be replaced, or the disk is full.</exception>
    public async Task<ModelPackage> WriteAsync(PackageContents contents, string target, bool replace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contents);
        contents.Check();
        var tokenizer = contents.Tokenizer;
        using var writer = ModelPackageWriter.Begin(target, replace);
        var files = TwinEncoderExporter.Export(
            contents.Twin,
            contents.Precision,
            contents.Calibration.Encode(tokenizer, contents.Limits),
            writer.Folder,
            cancellationToken);
        var manifest = contents.Describe(files, contents.TypicalSimilarities);
        if (manifest.Tokenizer.Vocabulary is { } vocabulary)
        {
            await File.WriteAllBytesAsync(Path.Combine(writer.Folder, vocabulary), contents.Vocabulary!.Content, cancellationToken);
        }

        if (contents.CrossingTensors.Count > 0)
        {
            writer.WriteCrossing(contents.CrossingTensors);
        }

        writer.WriteManifest(manifest);
        manifest = contents.Describe(files, await MeasureAsync(ModelPackage.Load(writer.Folder), contents.TypicalSimilarities, cancellationToken));
        writer.WriteManifest(manifest);
        await File.WriteAllTextAsync(
            Path.Combine(writer.Folder, CardFile),
            contents.ModelCard ?? ModelCard.Of(manifest),
            new UTF8Encoding(false),
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return writer.Complete();
    }

    /// <summary>The typical similarity of each crossing layer, measured where it is not known.</summary>
    private async Task<Dictionary<string, float>> MeasureAsync(
        ModelPackage package,
        IReadOnlyDictionary<string, float> known,
        CancellationToken cancellationToken)
    {
        using var model = load(package);
        var typical = new Dictionary<string, float>();
        foreach (var (name, layer) in package.Crossings)
        {
            typical[name] = known.TryGetValue(name, out var value) ? value : await TypicalSimilarity.MeasureAsync(model, layer, cancellationToken);
        }

        return typical;
    }
}
