using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
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

    /// <summary>The shape of its towers.</summary>
    public TwinShape Shape { get; }

    /// <summary>A file that tells it from others.</summary>
    public string File { get; }

    /// <summary>The file of its vocabulary.</summary>
    public string Vocabulary { get; }

    /// <summary>All of its weights.</summary>
    public IWeightSource Weights { get; }

    /// <summary>Opens a package.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="dimensions">The components of embeddings where it has no downscale: one is new then.</param>
    /// <exception cref="ModelPackageException">It is not whole.</exception>
    /// <exception cref="WeightsException">Its graphs are not ones that this program wrote.</exception>
    public static PackageTwin Open(string folder, int dimensions)
    {
        var package = ModelPackage.Load(folder);
        using var query = TowerWeights.OfPackage(package, TextKind.Query);
        using var document = TowerWeights.OfPackage(package, TextKind.Document);
        var crossing = Path.Combine(package.Folder, "crossing.safetensors");
        var reader = System.IO.File.Exists(crossing) ? SafetensorsReader.Open(crossing) : null;
        TowerShape Shape(TowerWeights side) => side.Tower ?? new(side.Trunk, package.Manifest.Embedding.Pooling, dimensions);
        return query.File == document.File
            ? new(new(Shape(query), TowerSharing.Everything), query.File, query.Vocabulary, query.Weights, reader)
            : new(
                new(Shape(query), TowerSharing.Nothing) { Document = Shape(document) },
                document.File,
                query.Vocabulary,
                new TwoTowers(query.Weights, document.Weights),
                reader);
    }

    /// <inheritdoc/>
    public void Dispose() => _crossing?.Dispose();

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
