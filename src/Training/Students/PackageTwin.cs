using TwinBert.Export.Graphs;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Modules;
using TwinBert.Training.Starts;
using TwinBert.Training.Texts;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Students;

/// <summary>
/// A model package as a student to go on from: its encoders, out of their graphs, and the weights of its crossing layers. Owns what it opened.
/// </summary>
internal sealed class PackageTwin : IDisposable
{
    private readonly SafetensorsReader? _crossing;

    private PackageTwin(TwinShape shape, string file, string vocabulary, IWeightSource encoders, SafetensorsReader? crossing)
    {
        (Shape, File, Vocabulary, _crossing) = (shape, file, vocabulary, crossing);
        Weights = crossing is null ? encoders : new JoinedWeights(encoders, crossing);
    }

    /// <summary>The shape of its towers; of the query tower alone where documents stay as the package has them.</summary>
    public TwinShape Shape { get; }

    /// <summary>A file that tells it from others.</summary>
    public string File { get; }

    /// <summary>The file of its vocabulary.</summary>
    public string Vocabulary { get; }

    /// <summary>All of its weights.</summary>
    public IWeightSource Weights { get; }

    /// <summary>The package, where its documents stay as they are and the query tower goes on alone; <see langword="null"/>: both go on.</summary>
    public ModelPackage? Kept { get; private init; }

    /// <summary>Opens a package.</summary>
    /// <param name="plan">
    /// Names it, and whether its documents stay as they are. They do in any case where several encoders make them, which do not train, or where a head learns
    /// alone.
    /// </param>
    /// <exception cref="ModelPackageException">It is not whole.</exception>
    /// <exception cref="WeightsException">Its graphs are not ones that this program wrote.</exception>
    /// <exception cref="UnusableInputException">Documents are to stay as they are, and the query tower has no layer that makes their components.</exception>
    public static PackageTwin Open(DistillPlan plan)
    {
        var package = ModelPackage.Load(plan.Student);
        using var query = TowerWeights.OfPackage(package, TextKind.Query);
        if (plan.QueryAlone || (plan.HeadAlone && query.Tower is not null) || EncoderGraphReader.IsEnsemble(package.DocumentEncoderFile))
        {
            var shape = query.Tower
                ?? throw new UnusableInputException(
                    $"The vectors of '{plan.Student}' are those of its transformer, and a query tower that learns alone has to end in a layer that makes them. "
                        + "Take a package that twinbert-train made, or leave --query-alone out.");
            return new(new(shape, TowerSharing.Everything), query.File, query.Vocabulary, query.Weights, Crossing(package)) { Kept = package };
        }

        using var document = TowerWeights.OfPackage(package, TextKind.Document);
        TowerShape Shape(TowerWeights side) => side.Tower ?? new(side.Trunk, package.Manifest.Embedding.Pooling, plan.Dimensions);
        return query.File == document.File
            ? new(new(Shape(query), TowerSharing.Everything), query.File, query.Vocabulary, query.Weights, Crossing(package))
            : new(
                new(Shape(query), TowerSharing.Nothing) { Document = Shape(document) },
                document.File,
                query.Vocabulary,
                new TwoTowers(query.Weights, document.Weights),
                Crossing(package));
    }

    /// <inheritdoc/>
    public void Dispose() => _crossing?.Dispose();

    private static SafetensorsReader? Crossing(ModelPackage package)
    {
        var file = Path.Combine(package.Folder, "crossing.safetensors");
        return System.IO.File.Exists(file) ? SafetensorsReader.Open(file) : null;
    }

    /// <summary>Encoders and crossing layers side by side.</summary>
    private sealed class JoinedWeights(IWeightSource encoders, IWeightSource crossing) : IWeightSource
    {
        private readonly HashSet<string> _crossing = [.. crossing.Names];

        /// <inheritdoc/>
        public IReadOnlyCollection<string> Names { get; } = [.. encoders.Names, .. crossing.Names];

        /// <inheritdoc/>
        public float[] Read(string name, params ReadOnlySpan<long> shape) => (_crossing.Contains(name) ? crossing : encoders).Read(name, shape);
    }
}
