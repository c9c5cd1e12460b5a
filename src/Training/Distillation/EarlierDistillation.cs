using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Distillation;

/// <summary>The run that another one goes on from: its encoder, and its maps to the teachers' embeddings. Immutable.</summary>
internal sealed class EarlierDistillation
{
    private readonly RunFolder _folder;
    private readonly RunRecord _record;
    private readonly int _maps;

    private EarlierDistillation(RunFolder folder, RunRecord record, TwinShape shape, string weights, int maps) =>
        (_folder, _record, Shape, Weights, _maps) = (folder, record, shape, weights, maps);

    /// <summary>The encoder's shape.</summary>
    public TwinShape Shape { get; }

    /// <summary>The file of the weights: the best that the run has.</summary>
    public string Weights { get; }

    /// <summary>Opens a run.</summary>
    /// <param name="run">Its folder.</param>
    /// <exception cref="UnusableInputException">There is no run, it has no weights yet, or it is of another command.</exception>
    /// <exception cref="WeightsException">The weights are damaged.</exception>
    public static EarlierDistillation Open(string run)
    {
        var folder = new RunFolder(run);
        var (record, weights) = folder.Finished();
        using var reader = SafetensorsReader.Open(weights);
        var maps = reader.Names.Count(
            name => name.StartsWith(EmbeddingDistillationTask.MapPrefix, StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal));
        return maps > 0 && record.Model is { } shape
            ? new(folder, record, shape, weights, maps)
            : throw new UnusableInputException(
                $"'{run}' is the run of {record.Command}, which has no maps to teachers' embeddings. Give with --start a run of embed-distill.");
    }

    /// <summary>Refuses teachers that the run did not learn from, to whose embeddings it has no maps.</summary>
    /// <param name="teachers">Hashes of the teachers and of their vocabulary, by name.</param>
    /// <exception cref="UnusableInputException">They are others, or more or fewer.</exception>
    public void RequireTeachers(IReadOnlyDictionary<string, string> teachers)
    {
        var known = (_record.Data?.Values ?? []).ToHashSet(StringComparer.Ordinal);
        var vocabularies = 1;
        var strange = teachers.Where(entry => !known.Contains(entry.Value)).Select(entry => entry.Key).FirstOrDefault();
        var difference = strange is not null ? $"did not read the same {strange}"
            : teachers.Count - vocabularies != _maps ? $"learned from {_maps} teachers, not from {teachers.Count - vocabularies}"
            : null;
        if (difference is not null)
        {
            throw new UnusableInputException(
                $"The run '{_folder.Path}' {difference}. Give --teacher, --score-teacher and --vocab as that run had them, or start from the teacher's "
                    + "layers, without --start.");
        }
    }

    /// <summary>Fills an encoder and its maps.</summary>
    /// <param name="parameters">Of the encoder, with a map for each teacher.</param>
    /// <exception cref="WeightsException">A tensor is missing or of another shape; the message names it.</exception>
    public void Fill(ParameterSet parameters)
    {
        using var reader = SafetensorsReader.Open(Weights);
        PretrainedWeights.Load(parameters, reader);
    }

    /// <summary>
    /// Copies what a teacher made of the run's texts, so that the same texts are not encoded again; <see cref="EncodedTexts"/> sees whether they are the same.
    /// </summary>
    /// <param name="file">Where another run has the like, under the same name; it stays as it is where it is there.</param>
    public void Lend(string file)
    {
        var own = Path.Combine(_folder.Path, Path.GetFileName(file));
        if (File.Exists(own) && !File.Exists(file))
        {
            File.Copy(own, file);
        }
    }
}
