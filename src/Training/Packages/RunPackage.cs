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

    /// <summary>The most tokens of a query; if not given, what it was trained with, or what the package had whose documents the run keeps.</summary>
    public int? QueryTokens { get; init; }

    /// <summary>The most tokens of a document; likewise.</summary>
    public int? DocumentTokens { get; init; }

    /// <summary>Where the weights come from; if not given, not stated, or what the package said whose documents the run keeps.</summary>
    public string? Source { get; init; }

    /// <summary>Their licence, as an SPDX expression; likewise.</summary>
    public string? Licence { get; init; }

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
        var kept = Kept(folder);
        using var document = DocumentRun is null ? null : DocumentTower.Open(DocumentRun, folder);
        var heads = Read([file, .. Heads.Select(run => new RunFolder(run).Finished().Weights)], shape.Tower.Dimensions);
        var contents = new PackageContents
        {
            Twin = document is not null ? new(new TwoTowers(weights, document.Weights), config) { Document = Config(document.Shape) }
                : DocumentTeachers.Count > 0 ? new(weights, config) { Graph = TeacherEnsemble.Open(DocumentTeachers, folder) }
                : kept is not null ? new(weights, config) { Graph = new PackagedDocuments(kept) }
                : new(weights, config) { Document = shape.Document is null ? null : Config(shape.Document) },
            Precision = Precision,
            Vocabulary = config.Input == EncoderInput.WordPiece ? PackageVocabulary.Load(folder.Vocabulary, config) : null,
            Name = Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Run))),
            Limits = Limits(record, document, kept?.Manifest),
            Provenance = Provenance(record, kept?.Manifest.Provenance),
            Crossing = [.. heads.Select(head => head.Name).Append(Cosine).Distinct()],
            CrossingTensors = [.. heads.SelectMany(head => head.Tensors)],
        };
        if (kept?.Manifest is { } manifest)
        {
            contents = contents with { Languages = manifest.Languages };

            // The cosines of one space want one weight; what another layer makes of them spreads otherwise.
            contents = contents.Crossing[0] != Cosine ? contents
                : contents with { ModelWeight = manifest.Blend.ModelWeight, TextWeight = manifest.Blend.TextWeight };
        }

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

    /// <summary>The package whose documents the run keeps as they are.</summary>
    private ModelPackage? Kept(RunFolder folder)
    {
        var kept = folder.Documents();
        return kept is null || (DocumentRun is null && DocumentTeachers.Count == 0 && (DocumentTokens ?? kept.Manifest.Limits.DocumentTokens)
            == kept.Manifest.Limits.DocumentTokens)
            ? kept
            : throw new UnusableInputException(
                $"'{Run}' keeps the documents of {kept.Manifest.Name} as they are, of {kept.Manifest.Limits.DocumentTokens} tokens at most. "
                    + "Leave --document-run, --document-teacher and --document-tokens out.");
    }

    private LimitsManifest Limits(RunRecord record, DocumentTower? document, ModelManifest? kept)
    {
        var trained = record.Limits ?? new(64, 128);
        return new(
            QueryTokens ?? kept?.Limits.QueryTokens ?? trained.Query,
            DocumentTokens ?? kept?.Limits.DocumentTokens ?? document?.Limits?.Document ?? trained.Document);
    }

    private ProvenanceManifest Provenance(RunRecord record, ProvenanceManifest? kept)
    {
        var trained = $"rained by twinbert-train {record.Command}{(Precision == EncoderPrecision.Quantised ? ", and quantised to 8 bits" : "")}.";
        return new(
            Source ?? kept?.Source ?? "not stated",
            Licence ?? kept?.Licence ?? "NOASSERTION",
            kept is null
                ? $"T{trained} The downscale gives components in [−1, 1], which are stored as bytes."
                : $"{kept.Changes} Then the query side was t{trained}");
    }

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
