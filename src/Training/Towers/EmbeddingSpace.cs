using TorchSharp;
using TwinBert.Export.Graphs;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Training.Distillation;
using static TorchSharp.torch;

namespace TwinBert.Training.Towers;

/// <summary>
/// A space that several encoders share: their embeddings, each weighted so that its similarities spread as far as the others', side by side, and of all that
/// the directions in which they are largest. Dot products stay as they were as nearly as so few components can. Both towers of unequal twins learn it, each
/// for itself. Owns its tensor. Not thread-safe.
/// </summary>
internal sealed class EmbeddingSpace : IDisposable
{
    /// <summary>The tensor of its file: [the teachers' components together, dimensions].</summary>
    public const string ProjectionName = "projection";

    private const int Block = 4096;
    private readonly Tensor _projection;

    private EmbeddingSpace(Tensor projection) => _projection = projection;

    /// <summary>The components of a vector.</summary>
    public int Dimensions => (int)_projection.shape[1];

    /// <summary>Finds the space of some texts.</summary>
    /// <param name="teachers">The teachers' embeddings of the texts, and what each counts.</param>
    /// <param name="rows">The texts that decide it.</param>
    /// <param name="dimensions">The components that it keeps, fewer than the teachers have together.</param>
    /// <param name="seed">Decides how it is turned: so that no component is larger than another, and all fill their bytes.</param>
    public static EmbeddingSpace Of(IReadOnlyList<(EmbeddingTargets Targets, double Share)> teachers, IReadOnlyList<int> rows, int dimensions, int seed)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var scales = new List<float>();
        foreach (var (targets, share) in teachers)
        {
            var sum = zeros(targets.Dimensions);
            var squares = 0.0;
            foreach (var block in rows.Chunk(Block))
            {
                using var inner = NewDisposeScope();
                var values = targets.Rows(block);
                sum.add_(values.sum([0L]));
                squares += values.square().sum().ToDouble();
            }

            // The mean decides what is spread, and stays: without it, a text that says little would be turned to somewhere by its length of 1.
            var spread = (squares / rows.Count) - (sum / rows.Count).square().sum().ToDouble();
            scales.Add((float)Math.Sqrt(share / Math.Max(spread, 1e-9)));
        }

        var total = teachers.Sum(teacher => teacher.Targets.Dimensions);
        var moments = zeros(total, total, ScalarType.Float64);
        var weights = cat([.. teachers.Zip(scales, (teacher, scale) => full(teacher.Targets.Dimensions, scale))]);
        foreach (var block in rows.Chunk(Block))
        {
            using var inner = NewDisposeScope();
            var values = (Joined(teachers.Select(teacher => teacher.Targets), block) * weights).to(ScalarType.Float64);
            moments.add_(matmul(values.t(), values));
        }

        using var generator = new Generator((ulong)seed);
        var (_, vectors) = linalg.eigh(moments);
        var kept = vectors.narrow(1, total - dimensions, dimensions).to(ScalarType.Float32);
        var (turn, _) = linalg.qr(randn([dimensions, dimensions], generator: generator));
        return new((weights.unsqueeze(1) * matmul(kept, turn)).MoveToOuterDisposeScope().DetachFromDisposeScope());
    }

    /// <summary>Reads one from a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="teachers">The components of each teacher's embeddings.</param>
    /// <exception cref="WeightsException">The file is missing or damaged, or of other teachers.</exception>
    public static EmbeddingSpace Read(string file, IReadOnlyList<int> teachers)
    {
        using var reader = SafetensorsReader.Open(file);
        var shape = reader.ShapeOf(ProjectionName);
        if (shape is not [var rows, var dimensions] || rows != teachers.Sum())
        {
            throw new WeightsException(
                $"'{file}' is the space of other encoders: its projection is [{string.Join(", ", shape ?? [])}], and the teachers have {teachers.Sum()} "
                    + "components together. Give the same --teacher, in the same order.");
        }

        return new(tensor(reader.Read(ProjectionName, rows, dimensions), [rows, dimensions]).DetachFromDisposeScope());
    }

    /// <summary>The components of the space in a file.</summary>
    /// <exception cref="WeightsException">The file is missing, or no space.</exception>
    public static int DimensionsOf(string file)
    {
        using var reader = SafetensorsReader.Open(file);
        return reader.ShapeOf(ProjectionName) is [_, var dimensions] ? (int)dimensions
            : throw new WeightsException($"'{file}' has no {ProjectionName}. Give with --space a run of this command.");
    }

    /// <summary>The space of a package whose documents several encoders make.</summary>
    /// <param name="package">The package.</param>
    /// <exception cref="WeightsException">One encoder makes them.</exception>
    public static EmbeddingSpace Of(ModelPackage package)
    {
        var (values, dimensions) = EncoderGraphReader.ReadProjection(package.DocumentEncoderFile);
        return new(tensor(values, [values.Length / dimensions, dimensions]).DetachFromDisposeScope());
    }

    /// <summary>Writes it to a file.</summary>
    /// <param name="file">The file, replaced where it is there.</param>
    public void Write(string file) =>
        SafetensorsWriter.Write(file, [(ProjectionName, _projection.shape, _projection.contiguous().data<float>().ToArray())]);

    /// <summary>The texts in this space, each of length 1.</summary>
    /// <param name="teachers">The teachers' embeddings of all texts, in the order in which the space was made.</param>
    public EmbeddingTargets Project(IReadOnlyList<EmbeddingTargets> teachers)
    {
        using var untracked = no_grad();
        var count = teachers[0].Count;
        var values = new Half[(long)count * Dimensions];
        for (var start = 0; start < count; start += Block)
        {
            using var scope = NewDisposeScope();
            var rows = Enumerable.Range(start, Math.Min(Block, count - start)).ToArray();
            var projected = nn.functional.normalize(matmul(Joined(teachers, rows), _projection), dim: 1).contiguous();
            System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(
                projected.data<float>().ToArray(),
                values.AsSpan(start * Dimensions, rows.Length * Dimensions));
        }

        return new(values, Dimensions);
    }

    /// <inheritdoc/>
    public void Dispose() => _projection.Dispose();

    private static Tensor Joined(IEnumerable<EmbeddingTargets> teachers, IReadOnlyList<int> rows) =>
        cat([.. teachers.Select(targets => targets.Rows(rows))], 1);
}
