using TwinBert.Model.Tokenization;
using TwinBert.Training.Distillation;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.Texts;

namespace TwinBert.Training.Towers;

/// <summary>Where the texts of a run are in its space.</summary>
/// <param name="options">The teachers.</param>
/// <param name="session">The run, whose folder keeps what they made.</param>
/// <param name="tokenizer">The vocabulary of all.</param>
/// <param name="positions">The most tokens that teachers read.</param>
internal sealed class TowerTargets(TowerOptions options, RunSession session, WordPieceTokenizer tokenizer, int positions)
{
    /// <summary>Has the teachers encode the texts, and projects them; a space that is found is written into the run's folder.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="space">The file of a space that is there; <see langword="null"/>: it is found on these texts.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public EmbeddingTargets Read(TowerTexts texts, string? space, CancellationToken cancellationToken)
    {
        var encoded = options.Teachers.Index().Select(entry => Encode(entry.Item, entry.Index, texts.Texts, cancellationToken)).ToArray();
        var file = Path.Combine(session.Folder.Path, TowerRun.SpaceFile);
        if (space is null)
        {
            using var found = EmbeddingSpace.Of(
                [.. encoded.Zip(options.Teachers, (targets, teacher) => (targets, teacher.Share))],
                [.. Enumerable.Range(0, texts.Texts.Count)],
                options.Dimensions,
                Seeds.Of(session.Request.Seed, 7));
            found.Write(file);
        }
        else
        {
            File.Copy(space, file, overwrite: true);
        }

        using var read = EmbeddingSpace.Read(file, [.. encoded.Select(targets => targets.Dimensions)]);
        return read.Project(encoded);
    }

    private EmbeddingTargets Encode(TowerTeacher teacher, int number, IReadOnlyList<SourceText> texts, CancellationToken cancellationToken)
    {
        var ids = texts.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(text =>
        {
            var prefix = teacher.Prefix(text.Kind);
            return (ReadOnlyMemory<int>)tokenizer.Encode(prefix + text.Text, Math.Min(text.Limit + Length(prefix), positions)).Ids;
        }).ToArray();
        var progress = session.Display.Count($"encoding by {Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(teacher.File)))}", ids.Length);
        return new EncodedTexts(Path.Combine(session.Folder.Path, $"teacher-{number}.f16"))
            .Read(teacher.File, ids, session.Request.Threads, progress, cancellationToken);
    }

    /// <summary>The pieces of a prefix, without the special tokens around them.</summary>
    private int Length(string prefix) => string.IsNullOrWhiteSpace(prefix) ? 0 : tokenizer.Encode(prefix, positions).Length - 2;
}
