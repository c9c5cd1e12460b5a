using TwinBert.Export.Twins;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Files;
using TwinBert.Training.Runs;
using TwinBert.Training.Towers;

namespace TwinBert.Training.Packages;

/// <summary>A document tower that is the teachers themselves, in the space that a query tower has learned.</summary>
internal static class TeacherEnsemble
{
    /// <summary>Takes the teachers of a run.</summary>
    /// <param name="files">Their files, in the order in which the run had them.</param>
    /// <param name="query">The query tower's run.</param>
    /// <exception cref="UnusableInputException">The run has no space, or had other teachers.</exception>
    /// <exception cref="WeightsException">The space is damaged.</exception>
    public static EncoderEnsemble Open(IReadOnlyList<string> files, RunFolder query)
    {
        var space = Path.Combine(query.Path, TowerRun.SpaceFile);
        if (!File.Exists(space))
        {
            throw new UnusableInputException($"'{query.Path}' has learned no space of teachers. Give with --run a query tower's run of tower.");
        }

        var known = TowerRun.TeachersOf(query.Record());
        foreach (var file in files)
        {
            if (!File.Exists(file) || !known.Contains(RunFile.Hash(file)))
            {
                throw new UnusableInputException(
                    $"'{file}' is {(File.Exists(file) ? $"none of the teachers of '{query.Path}'" : "not there")}. "
                        + "Give with --document-teacher what that run had as --teacher, in the same order.");
            }
        }

        using var reader = SafetensorsReader.Open(space);
        return reader.ShapeOf(EmbeddingSpace.ProjectionName) is [var rows, var dimensions]
            ? new(files, reader.Read(EmbeddingSpace.ProjectionName, rows, dimensions), (int)dimensions)
            : throw new WeightsException($"'{space}' has no {EmbeddingSpace.ProjectionName}.");
    }
}
