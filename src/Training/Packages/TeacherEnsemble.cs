using TwinBert.Export.Graphs;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Files;
using TwinBert.Training.Runs;
using TwinBert.Training.Towers;

namespace TwinBert.Training.Packages;

/// <summary>A document tower that is the teachers themselves, in the space that a query tower has learned.</summary>
internal static class TeacherEnsemble
{
    /// <summary>The option that names the teachers.</summary>
    public const string Option = "--document-teacher";

    /// <summary>Takes the teachers of a run.</summary>
    /// <param name="files">Their files, in the order in which the run had them.</param>
    /// <param name="query">The query tower's run.</param>
    /// <exception cref="UnusableInputException">The run has no space, or had other teachers, or one that wants a text before documents.</exception>
    /// <exception cref="WeightsException">The space is damaged.</exception>
    public static EncoderEnsemble Open(IReadOnlyList<string> files, RunFolder query)
    {
        var space = Path.Combine(query.Path, TowerRun.SpaceFile);
        if (!File.Exists(space))
        {
            throw new UnusableInputException($"'{query.Path}' has learned no space of teachers. Give with --run a query tower's run of tower.");
        }

        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new UnusableInputException($"The sentence encoder '{missing}' does not exist. Give with {Option} what '{query.Path}' had as --teacher.");
        }

        var record = query.Record();
        if (!TowerRun.TeachersOf(record).SequenceEqual(files.Select(RunFile.Hash)))
        {
            throw new UnusableInputException(
                $"{string.Join(", ", files)} are not the teachers of '{query.Path}'. Give with {Option} what that run had as --teacher, in the same order.");
        }

        if (!string.IsNullOrWhiteSpace(record!.Options.GetValueOrDefault(TowerRun.DocumentPrefixOption)))
        {
            throw new UnusableInputException(
                $"A teacher of '{query.Path}' reads a text of its own before each document, which a package does not put there. "
                    + "Train a document tower instead.");
        }

        using var reader = SafetensorsReader.Open(space);
        return reader.ShapeOf(EmbeddingSpace.ProjectionName) is [var rows, var dimensions]
            ? new(files, reader.Read(EmbeddingSpace.ProjectionName, rows, dimensions), (int)dimensions)
            : throw new WeightsException($"'{space}' has no {EmbeddingSpace.ProjectionName}.");
    }
}
