using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Files;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Towers;

namespace TwinBert.Training.Packages;

/// <summary>The document tower of another run than the query tower's. Owns its weights.</summary>
internal sealed class DocumentTower : IDisposable
{
    private readonly SafetensorsReader _weights;

    private DocumentTower(TowerShape shape, RunLimits? limits, SafetensorsReader weights) => (Shape, Limits, _weights) = (shape, limits, weights);

    /// <summary>Its shape.</summary>
    public TowerShape Shape { get; }

    /// <summary>The most tokens that it has seen.</summary>
    public RunLimits? Limits { get; }

    /// <summary>Its weights.</summary>
    public IWeightSource Weights => _weights;

    /// <summary>Opens a run.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="query">The query tower's run, which has to have learned the same space with the same vocabulary.</param>
    /// <exception cref="UnusableInputException">There is no run, or it is of another space.</exception>
    /// <exception cref="WeightsException">Its weights are damaged.</exception>
    public static DocumentTower Open(string run, RunFolder query)
    {
        var folder = new RunFolder(run);
        var (record, file) = folder.Finished();
        if (record.Model is not { Sharing: TowerSharing.Everything } shape || !Same(folder, query, TowerRun.SpaceFile) || !Same(folder, query, "vocab.txt"))
        {
            throw new UnusableInputException(
                $"'{query.Path}' and '{run}' are no two towers of one space. Give two runs of tower, the second of which named the first with --space.");
        }

        return new(shape.Tower, record.Limits, SafetensorsReader.Open(file));
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    private static bool Same(RunFolder one, RunFolder other, string name)
    {
        var (first, second) = (Path.Combine(one.Path, name), Path.Combine(other.Path, name));
        return File.Exists(first) && File.Exists(second) && RunFile.Hash(first) == RunFile.Hash(second);
    }
}
