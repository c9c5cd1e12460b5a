using TwinBert.Export.Bert;
using TwinBert.Export.Packages;
using TwinBert.Export.Twins;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Packages;

/// <summary>Makes a model package of a run: its encoder, its head, and the heads of other runs that kept the same encoder.</summary>
internal sealed record RunPackage
{
    private const string Cosine = "cosine";

    /// <summary>The run of the encoder.</summary>
    public required string Run { get; init; }

    /// <summary>Runs of more heads on it.</summary>
    public IReadOnlyList<string> Heads { get; init; } = [];

    /// <summary>The run of a document tower, where <see cref="Run"/> is the query tower's; <see langword="null"/>: one run has both.</summary>
    public string? DocumentRun { get; init; }

    /// <summary>
    /// The ONNX files of the teachers of <see cref="Run"/>, a query tower's, where they are the document tower themselves; empty: they are not.
    /// </summary>
    public IReadOnlyList<string> DocumentTeachers { get; init; } = [];

    /// <summary>How weights are stored.</summary>
    public EncoderPrecision Precision { get; init; } = EncoderPrecision.Quantised;

    /// <summary>The model's name; the run folder's if not given.</summary>
    public string? Name { get; init; }

    /// <summary>The most tokens of a query; what it was trained with if not given.</summary>
    public int? QueryTokens { get; init; }

    /// <summary>The most tokens of a document; what it was trained with if not given.</summary>
    public int? DocumentTokens { get; init; }

    /// <summary>Where the weights come from.</summary>
    public string Source { get; init; } = "not stated";

    /// <summary>Their licence, as an SPDX expression.</summary>
    public string Licence { get; init; } = "NOASSERTION";

    /// <summary>Writes the package.</summary>
    /// <param name="target">Where it shall be.</param>
    /// <param name="replace">Whether a folder with content may be replaced.</param>
    /// <param name="cancellationToken">Looked at between files.</param>
    /// <exception cref="UnusableInputException">A run is missing, has no weights, or is of something else.</exception>
    /// <exception cref="WeightsException">A tensor is missing, cut off or of another shape.</exception>
    public async Task<ModelPackage> WriteAsync(string target, bool replace, CancellationToken cancellationToken)
    {
        var folder = new RunFolder(Run);
        var (record, file) = folder.Finished();
        var shape = record.Model
            ?? throw new UnusableInputException(
                $"'{Run}' is the run of {record.Command}, which trains no encoder. Give with --run one of distill or embed-distill.");
        var config = Config(shape.Tower);
        using var weights = SafetensorsReader.Open(file);
        using var document = DocumentRun is null ? null : DocumentTower.Open(DocumentRun, folder);
        var ensemble = DocumentTeachers.Count == 0 ? null : TeacherEnsemble.Open(DocumentTeachers, folder);
        var heads = Read([file, .. Heads.Select(run => new RunFolder(run).Finished().Weights)], shape.Tower.Dimensions);
        var limits = record.Limits ?? new(64, 128);
        var documentLimits = document?.Limits ?? limits;
        var contents = new PackageContents
        {
            Twin = document is not null ? new(new TwoTowers(weights, document.Weights), config) { Document = Config(document.Shape) }
                : ensemble is not null ? new(weights, config) { Document = ensemble.Describe(), Ensemble = ensemble }
                : new(weights, config) { Document = shape.Document is null ? null : Config(shape.Document) },
            Precision = Precision,
            Vocabulary = config.Input == EncoderInput.WordPiece ? PackageVocabulary.Load(folder.Vocabulary, config) : null,
            Name = Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Run))),
            Limits = new(QueryTokens ?? limits.Query, DocumentTokens ?? documentLimits.Document),
            Provenance = new(Source, Licence, Changes(record)),
            Crossing = [.. heads.Select(head => head.Name).Append(Cosine).Distinct()],
            CrossingTensors = [.. heads.SelectMany(head => head.Tensors)],
        };
        return await new PackageExporter(package => OnnxModel.Load(package, new())).WriteAsync(contents, target, replace, cancellationToken);
    }

    /// <summary>The tower's shape as the exporter has it.</summary>
    public static BertConfig Config(TowerShape shape)
    {
        var trunk = shape.Trunk;
        return new()
        {
            Input = trunk.Input,
            VocabularySize = trunk.VocabularySize,
            HiddenSize = trunk.HiddenSize,
            Layers = trunk.Layers,
            Heads = trunk.Heads,
            IntermediateSize = trunk.IntermediateSize,
            MaxPositions = trunk.MaxPositions,
            TypeVocabularySize = trunk.Segments,
            LayerNormEpsilon = (float)trunk.LayerNormEpsilon,
            Pooling = shape.Pooling,
            MaxTokens = trunk.MaxPositions,
            Downscale = shape.Dimensions,
        };
    }

    private string Changes(RunRecord record) =>
        $"Trained by twinbert-train {record.Command}{(Precision == EncoderPrecision.Quantised ? ", and quantised to 8 bits" : "")}. The downscale gives "
            + "components in [−1, 1], which are stored as bytes.";

    /// <summary>The heads that files have, each once, in the order of the files.</summary>
    private static List<(string Name, IReadOnlyList<(string Name, long[] Shape, float[] Values)> Tensors)> Read(IReadOnlyList<string> files, int dimensions)
    {
        var heads = new List<(string Name, IReadOnlyList<(string, long[], float[])>)>();
        foreach (var file in files)
        {
            using var reader = SafetensorsReader.Open(file);
            foreach (var kind in Enum.GetValues<HeadKind>().Where(kind => HeadWeights.ShapeOf(reader, kind, dimensions) is not null))
            {
                using var parameters = new ParameterSet(1);
                var head = HeadWeights.Load(parameters, reader, kind, dimensions);
                if (heads.TrueForAll(earlier => earlier.Name != head.Name))
                {
                    heads.Add((head.Name, HeadWeights.Tensors(parameters)));
                }
            }
        }

        return heads;
    }
}
