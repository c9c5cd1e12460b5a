using TwinBert.Export.Graphs;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Texts;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Starts;

/// <summary>The weights that a tower begins with: one side of a model package, a run's, or a BERT in Hugging Face layout. Owns what it opened.</summary>
internal sealed class TowerWeights : IDisposable
{
    private readonly IDisposable? _owned;

    private TowerWeights(string file, string vocabulary, TrunkShape trunk, TowerShape? tower, IWeightSource weights, IDisposable? owned) =>
        (File, Vocabulary, Trunk, Tower, Weights, _owned) = (file, vocabulary, trunk, tower, weights, owned);

    /// <summary>The file that they are in.</summary>
    public string File { get; }

    /// <summary>The file of the vocabulary that they were trained with.</summary>
    public string Vocabulary { get; }

    /// <summary>The transformer's shape.</summary>
    public TrunkShape Trunk { get; }

    /// <summary>The tower's shape; <see langword="null"/> for a BERT, which has no downscale yet.</summary>
    public TowerShape? Tower { get; }

    /// <summary>The weights.</summary>
    public IWeightSource Weights { get; }

    /// <summary>Whose documents they meet: those of the package that they are of, or that the run keeps; <see langword="null"/> for others.</summary>
    public ModelFingerprint? Documents { get; private init; }

    /// <summary>Opens them.</summary>
    /// <param name="from">The folder of a package, a run or a BERT.</param>
    /// <param name="side">Which side of a package.</param>
    /// <param name="vocabulary">The vocabulary of a BERT; <see langword="null"/>: its <c>vocab.txt</c>.</param>
    /// <exception cref="WeightsException">Weights or vocabulary are missing or do not fit.</exception>
    /// <exception cref="ModelPackageException">A package is not whole.</exception>
    /// <exception cref="Export.ExportException">The BERT's configuration is missing or unusable.</exception>
    public static TowerWeights Open(string from, TextKind side, string? vocabulary)
    {
        if (System.IO.File.Exists(Path.Combine(from, ModelManifest.FileName)))
        {
            return OfPackage(ModelPackage.Load(from), side);
        }

        var folder = new RunFolder(from);
        if (System.IO.File.Exists(folder.MetricsFile) || System.IO.File.Exists(folder.BestWeights))
        {
            var (record, file) = folder.Finished();
            var shape = record.Model ?? throw new WeightsException($"'{from}' is the run of {record.Command}, which trains no encoder.");
            var reader = SafetensorsReader.Open(file);
            return new(file, folder.Vocabulary, shape.Tower.Trunk, shape.Tower, reader, reader) { Documents = folder.Documents()?.Fingerprint };
        }

        var words = vocabulary ?? Path.Combine(from, "vocab.txt");
        var bert = PretrainedBert.Open(from, words);
        return new(bert.WeightsPath, words, TrunkShape.Of(bert.Config), null, bert.Weights, bert);
    }

    /// <summary>One side of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="side">The side.</param>
    /// <exception cref="WeightsException">Its graph is not one that this program wrote.</exception>
    public static TowerWeights OfPackage(ModelPackage package, TextKind side)
    {
        var file = side == TextKind.Query ? package.QueryEncoderFile : package.DocumentEncoderFile;
        var reader = EncoderGraphReader.Open(file, package.Manifest.Embedding.Pooling);
        var trunk = TrunkShape.Of(reader.Config);
        var tower = reader.Config.Downscale is { } dimensions ? new TowerShape(trunk, reader.Config.Pooling, dimensions) : null;
        return new(file, Path.Combine(package.Folder, package.Manifest.Tokenizer.Vocabulary ?? ""), trunk, tower, reader, null)
        {
            Documents = package.Fingerprint,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _owned?.Dispose();
}
